#!/bin/bash

# Required parameters:
# @raycast.schemaVersion 1
# @raycast.title Renewal queue
# @raycast.mode fullOutput

# Optional parameters:
# @raycast.icon 📋
# @raycast.packageName Satchel
# @raycast.description Who to contact next, and why

PATH="$PATH:/usr/local/bin:$HOME/.local/bin:/Applications/Satchel.app/Contents/MacOS"
exec satchel queue
