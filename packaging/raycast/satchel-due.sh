#!/bin/bash

# Required parameters:
# @raycast.schemaVersion 1
# @raycast.title Due tasks
# @raycast.mode fullOutput

# Optional parameters:
# @raycast.icon ⏰
# @raycast.packageName Satchel
# @raycast.description Your open tasks that are due by today

PATH="$PATH:/usr/local/bin:$HOME/.local/bin:/Applications/Satchel.app/Contents/MacOS"
exec satchel due
