#!/bin/bash

# Required parameters:
# @raycast.schemaVersion 1
# @raycast.title Add task
# @raycast.mode compact

# Optional parameters:
# @raycast.icon ☑️
# @raycast.packageName Satchel
# @raycast.description A task of yours on an account
# @raycast.argument1 { "type": "text", "placeholder": "account" }
# @raycast.argument2 { "type": "text", "placeholder": "task" }
# @raycast.argument3 { "type": "text", "placeholder": "due: fri, +3d, 2026-12-01" }

PATH="$PATH:/usr/local/bin:$HOME/.local/bin:/Applications/Satchel.app/Contents/MacOS"
number=$(satchel task "--due=$3" -- "$1" "$2") || exit $?
echo "Saved here as $number"
