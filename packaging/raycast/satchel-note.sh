#!/bin/bash

# Required parameters:
# @raycast.schemaVersion 1
# @raycast.title Add note
# @raycast.mode compact

# Optional parameters:
# @raycast.icon 📝
# @raycast.packageName Satchel
# @raycast.description A finished note on an account
# @raycast.argument1 { "type": "text", "placeholder": "account" }
# @raycast.argument2 { "type": "text", "placeholder": "note" }

PATH="$PATH:/usr/local/bin:$HOME/.local/bin:/Applications/Satchel.app/Contents/MacOS"
number=$(satchel note -- "$1" "$2") || exit $?
echo "Saved here as $number"
