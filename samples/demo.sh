#!/usr/bin/env bash
# Shows the whole way of one task on this Linux machine: a task that needs S: is wrapped, its action is run as Task
# Scheduler would run it, by Wine, against a Samba server on loopback, and unwrapped again.
#
#   usage: samples/demo.sh        about ten minutes the first time, one minute after that
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ ${1:-} != --inside-rig ]]; then
  tests/support/prepare.sh build rig
  tests/support/build.sh linux:taskxml mingw:drivelaunch,start_action,rig_provider
  exec tests/rig/with-rig.sh bash samples/demo.sh --inside-rig
fi

say() { printf '\n== %s\n' "$*"; }
indent() { sed 's/^/   /'; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
taskxml=build/linux/bin/taskxml
disk_c=$WINEPREFIX/drive_c

say "A file server with the share $DRIVELAUNCH_TEST_UNC, and on it the program that the task runs"
mkdir -p "$DRIVELAUNCH_TEST_FOLDER"/{tools,jobs}
cp samples/backup.cmd "$DRIVELAUNCH_TEST_FOLDER/tools/"
(cd "$DRIVELAUNCH_TEST_FOLDER" && find . -type f) | indent

say 'A Windows machine with DriveLaunch installed, a drives.ini and something to back up'
mkdir -p "$disk_c/Program Files/DriveLaunch" "$disk_c/ProgramData/DriveLaunch" "$disk_c/Data/Day end"
cp build/mingw/bin/drivelaunch.exe "$disk_c/Program Files/DriveLaunch/"
printf '[drive.S]\r\npath = %s\r\nverify = writable\r\n\r\n[launcher]\r\nlog = C:\\ProgramData\\DriveLaunch\\demo.log\r\n' \
  "$DRIVELAUNCH_TEST_UNC" >"$disk_c/ProgramData/DriveLaunch/drives.ini"
printf 'orders of the day\r\n' >"$disk_c/Data/Day end/orders.csv"
printf 'stock of the day\r\n' >"$disk_c/Data/Day end/stock.csv"
indent <"$disk_c/ProgramData/DriveLaunch/drives.ini"

say 'The task as Task Scheduler exports it: program and directory are on S:, which its session does not have'
"$taskxml" show samples/nightly-backup.xml | indent

say 'taskxml wrap: what changes'
"$taskxml" wrap --diff samples/nightly-backup.xml 2>/dev/null | indent
"$taskxml" wrap -o "$work/wrapped.xml" samples/nightly-backup.xml 2>/dev/null

# run_action TASK: what Task Scheduler does with the task's only action.
run_action() {
  "$taskxml" show --format json "$1" | python3 -c '
import json, sys
action = json.load(sys.stdin)[0]
sys.stdout.buffer.write("\n".join(action[key] or "" for key in ("command", "command_arguments", "command_directory")).encode())
' >"$work/action.txt"
  tests/rig/wine.sh build/mingw/tests/start_action.exe "$work/action.txt" | tr -d '\r' | indent
}

say 'The original action, run as Task Scheduler would: there is no S:'
run_action samples/nightly-backup.xml

say 'The wrapped action, run as Task Scheduler would'
run_action "$work/wrapped.xml" | tee "$work/result"
grep -q 'exit code 0x00000003' "$work/result"
printf '   (3 is what backup.cmd returns when it has copied something)\n'

say 'What is on the server now'
(cd "$DRIVELAUNCH_TEST_FOLDER" && find . -type f -exec ls -l {} +) | indent

say 'The drive is gone'
tests/rig/wine.sh cmd.exe /c 'if exist S:\ (echo S: is still there) else (echo there is no S:)' | tr -d '\r' | indent

say 'The log of the run'
indent <"$disk_c/ProgramData/DriveLaunch/demo.log"

say 'taskxml unwrap gives the original file back, byte for byte'
"$taskxml" unwrap -o "$work/unwrapped.xml" "$work/wrapped.xml" 2>/dev/null
cmp samples/nightly-backup.xml "$work/unwrapped.xml" && sha256sum samples/nightly-backup.xml "$work/unwrapped.xml" | indent

for file in orders.csv stock.csv; do
  cmp "$disk_c/Data/Day end/$file" "$DRIVELAUNCH_TEST_FOLDER/jobs/$file"
done
