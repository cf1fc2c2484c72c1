#!/usr/bin/env bash
# A file server, and what stands for Windows' SMB client, die under a run: the exit code is the right one, the log
# says what happened. In rigs of its own, because they do not survive it.
#
#   usage: tests/e2e/crash_test.sh DRIVELAUNCH ACT_CHILD
# shellcheck disable=SC2016 # the scripts in single quotes run in the rig
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export launcher=$1 child="Z:$2" wine=$here/../rig/wine.sh
work=$(mktemp -d)
# Logs are beside the programs: a launcher trusts no folder like /tmp, which everybody can change.
build=$(dirname "$(dirname "$1")")
logs=$(mktemp -d "$build/crash-test.XXXXXX")
# The rigs live here, so that what is left of one is distinguished from others.
export work build logs DRIVELAUNCH_RIG_FOLDER=$work/rigs
mkdir "$DRIVELAUNCH_RIG_FOLDER"

# kill_by TEXT FILE: kill -9 of every process whose /proc/ID/FILE has the text, which has the folder of a rig in it.
kill_by() {
  local id
  # shellcheck disable=SC2013 # numbers
  for id in $(grep -lsF -- "$1" /proc/[0-9]*/"$2" | cut -d/ -f3); do
    kill -KILL "$id" 2>/dev/null || true # it may have ended meanwhile
  done
}
export -f kill_by

# A rig whose supervisor was killed cannot take itself down.
clean_up() {
  local rig
  kill_by "$DRIVELAUNCH_RIG_FOLDER/drivelaunch-rig" cmdline
  kill_by "WINEPREFIX=$DRIVELAUNCH_RIG_FOLDER/drivelaunch-rig" environ
  for rig in "$DRIVELAUNCH_RIG_FOLDER"/drivelaunch-rig.*; do # not the mount itself: a dead one matches no pattern
    fusermount3 -u -z "$rig/prefix/dosdevices/unc" 2>/dev/null || true
  done
  rm -rf "$work" "$logs"
}
trap clean_up EXIT

# What the scripts in the rig share. Each run of the launcher logs to a file of its own.
cat >"$work/support.sh" <<'SUPPORT'
set -euo pipefail
rig=${DRIVELAUNCH_TEST_FOLDER%/server/*}

fail() {
  printf 'FAILED: %s\n' "$1" >&2
  [[ ! -f ${2:-} ]] || cat "$2" >&2
  exit 1
}
# wait_until COMMAND...
wait_until() {
  local deadline=$((SECONDS + 60))
  until "$@" 2>/dev/null; do
    ((SECONDS < deadline)) || fail "this does not come: $*"
    sleep 0.05
  done
}
# start LOG DRIVE: a run whose program makes LOG.started and waits for $work/go; it ends with 7.
start() {
  "$wine" "$launcher" --timeout 3s --log "B:${1#"$build"}" --drive "$2" -- "$child" write "Z:$1.started" x wait "Z:$work/go" exit 7 \
    >/dev/null 2>&1 </dev/null &
}
# expect LOG TEXT: the log has it.
expect() {
  grep -qF -- "$2" "$1" || fail "the log does not say: $2" "$1"
}
SUPPORT

"$here/../rig/with-rig.sh" bash -c '
  . "$work/support.sh"
  kill_server() { # all processes of that smbd
    kill_by "$rig/server/samba/$1/smb.conf" cmdline
  }

  # The server of a drive dies while the program runs.
  start "$logs/during" "S=\\\\nas\\backup"
  run=$!
  wait_until test -e "$logs/during.started"
  kill_server nas
  touch "$work/go"
  SECONDS=0 code=0
  wait "$run" || code=$?
  ((code == 7)) || fail "a server that dies before the disconnect: exit code $code" "$logs/during"
  ((SECONDS <= 12)) || fail "a server that dies before the disconnect: $SECONDS s until the end"
  expect "$logs/during" " program-ended code=0x00000007 "
  expect "$logs/during" "disconnected connection=\"S: "
  expect "$logs/during" " lost connection=\"S: "
  expect "$logs/during" " warning message=\"lost while PROGRAM ran: S: "
  expect "$logs/during" " lost=S"
  expect "$logs/during" " end code=0x00000007 whose=program "

  # The server dies while it is logged in to.
  echo "media delay=1000" >"$DRIVELAUNCH_TEST_FAULTS"
  start "$logs/connecting" "T=\\\\media\\in"
  run=$!
  wait_until grep -q " start " "$logs/connecting"
  kill_server media
  code=0
  wait "$run" || code=$?
  ((code == 0x35)) || fail "a server that dies during the connect: exit code $code" "$logs/connecting"
  expect "$logs/connecting" "cannot connect: T: \\\\\\\\media\\\\in: 53 ERROR_BAD_NETPATH (WNetAddConnection2W): "
  expect "$logs/connecting" " end code=0x80070035 whose=launcher "
  [[ ! -e $logs/connecting.started ]] || fail "the program was started without its drive"
' || exit 1

rm "$work/go"
"$here/../rig/with-rig.sh" bash -c '
  . "$work/support.sh"
  supervisor=$(grep -lsF "$rig" /proc/[0-9]*/cmdline | xargs grep -lsF supervisor.py | cut -d/ -f3) || true
  echo "media hang=1" >"$DRIVELAUNCH_TEST_FAULTS"
  start "$logs/connected" "S=\\\\nas\\backup"
  connected=$!
  wait_until test -e "$logs/connected.started"
  start "$logs/waiting" "T=\\\\media\\in"
  waiting=$!
  wait_until grep -q " start " "$logs/waiting"
  kill -KILL "$supervisor" # the bridge is a thread of it
  code=0
  wait "$waiting" || code=$?
  # 1359 from the provider; on a busy machine the timeout (1460) may have been faster.
  ((code == 0x4F || code == 0xB4)) || fail "the SMB client dies during the connect: exit code $code" "$logs/waiting"
  expect "$logs/waiting" " not-connected connection=\"T: "
  expect "$logs/waiting" " whose=launcher "
  [[ ! -e $logs/waiting.started ]] || fail "the program was started without its drive"

  touch "$work/go"
  code=0
  wait "$connected" || code=$?
  ((code == 7)) || fail "the SMB client dies before the disconnect: exit code $code" "$logs/connected"
  expect "$logs/connected" "cannot disconnect: S: \\\\\\\\nas\\\\backup: 1359 "
  expect "$logs/connected" "net helpmsg 1359"
  expect "$logs/connected" " end code=0x00000007 whose=program "
' || exit 1
