#!/bin/bash

# Required parameters:
# @raycast.schemaVersion 1
# @raycast.title Search book
# @raycast.mode fullOutput

# Optional parameters:
# @raycast.icon 🔎
# @raycast.packageName Satchel
# @raycast.description Accounts, people, notes, tasks and more
# @raycast.argument1 { "type": "text", "placeholder": "words" }

PATH="$PATH:/usr/local/bin:$HOME/.local/bin:/Applications/Satchel.app/Contents/MacOS"
exec satchel search -- "$1"
