#!/bin/bash

# Required parameters:
# @raycast.schemaVersion 1
# @raycast.title Open Satchel
# @raycast.mode silent

# Optional parameters:
# @raycast.icon 👜
# @raycast.packageName Satchel
# @raycast.description Brings the window to the front

PATH="$PATH:/usr/local/bin:$HOME/.local/bin:/Applications/Satchel.app/Contents/MacOS"
open "satchel://queue"
