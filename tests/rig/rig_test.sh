#!/usr/bin/env bash
# The life of the rig: it starts, its bytes travel over SMB, and whatever ends it, nothing of it stays.
#
#   usage: tests/rig/rig_test.sh [CONFORMANCE_TEST]
#   CONFORMANCE_TEST   the Windows program, if it is not build/mingw/tests/rig_conformance_test.exe
# shellcheck disable=SC2016 # the scripts in single quotes run in the rig
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
connector=${1:-$here/../../build/mingw/tests/rig_conformance_test.exe}
if [[ ! -f $connector ]]; then
  printf 'there is no %s\n' "$connector" >&2
  exit 1
fi
provider=${DRIVELAUNCH_RIG_PROVIDER:-$here/../../build/mingw/tests/rig/provider.dll}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Every rig of this test lives here, so that what stays of one is easily distinguished from others.
export DRIVELAUNCH_RIG_FOLDER=$work/rigs
mkdir "$DRIVELAUNCH_RIG_FOLDER"
failures=0

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  failures=$((failures + 1))
}

# What is left of the rigs of this test: processes that name their folder, mounts, files.
leftovers() {
  local process
  for process in /proc/[0-9]*; do
    if [[ $process != /proc/$$ ]] && grep -qF "$DRIVELAUNCH_RIG_FOLDER/drivelaunch-rig" "$process/cmdline" 2>/dev/null; then
      printf 'process %s: %s\n' "${process#/proc/}" "$(tr '\0' ' ' <"$process/cmdline" 2>/dev/null)"
    elif grep -qzF "WINEPREFIX=$DRIVELAUNCH_RIG_FOLDER/drivelaunch-rig" "$process/environ" 2>/dev/null; then
      printf 'process %s (by its environment)\n' "${process#/proc/}"
    fi
  done
  grep -F "$DRIVELAUNCH_RIG_FOLDER" /proc/self/mounts || true
  find "$DRIVELAUNCH_RIG_FOLDER" -mindepth 1 -maxdepth 1
}

expect_nothing_left() {
  local deadline=$((SECONDS + 30)) left
  while left=$(leftovers) && [[ -n $left ]] && ((SECONDS < deadline)); do
    sleep 0.1
  done
  [[ -z $left ]] || fail "$1: this is left: $left"
}

# wait_until FILE: until COMMAND of a rig has made it.
wait_until() {
  local deadline=$((SECONDS + 60))
  until [[ -e $1 ]]; do
    ((SECONDS < deadline)) || { fail "$1 does not come"; return 1; }
    sleep 0.05
  done
}

exit_code_of() {
  local code=0
  "$@" || code=$?
  printf '%s' "$code"
}

# COMMAND's exit code, and nothing left after it.
for code in 0 1 7 255; do
  [[ $(exit_code_of "$here/with-rig.sh" bash -c "exit $code") == "$code" ]] || fail "exit code $code is not passed on"
  left=$(leftovers)
  [[ -z $left ]] || fail "after a command that ends with $code: $left"
done
[[ $(exit_code_of "$here/with-rig.sh" no-such-command 2>/dev/null) == 127 ]] || fail 'a missing command is not 127'
[[ $(exit_code_of "$here/with-rig.sh" 2>/dev/null) == 125 ]] || fail 'no command is not refused'
[[ $(exit_code_of env DRIVELAUNCH_RIG_PROVIDER=/nowhere "$here/with-rig.sh" true 2>"$work/message") == 125 ]] ||
  fail 'a missing provider is not refused'
grep -q 'cmake --build --preset mingw --target rig_provider' "$work/message" || fail 'it is not said how to build the provider'

# Who has set TMPDIR has a rig there, and Windows programs run.
mkdir "$work/tmp"
env -u DRIVELAUNCH_RIG_FOLDER TMPDIR="$work/tmp" "$here/with-rig.sh" bash -c '
  [[ $WINEPREFIX == "$TMPDIR"/drivelaunch-rig.* ]] || { echo "the rig is in $WINEPREFIX" >&2; exit 1; }
  code=0
  "$1" cmd.exe /c "exit 5" || code=$?
  ((code == 5)) || { echo "a program that ends with 5 gives $code" >&2; exit 1; }' _ "$here/wine.sh" ||
  fail 'a rig of who has set TMPDIR'
[[ -z $(ls "$work/tmp") ]] || fail "this is left in TMPDIR: $(ls "$work/tmp")"

# The variables, standard input, the mount's SMB session.
printf 'typed\n' | "$here/with-rig.sh" bash -c '
  read -r typed && [[ $typed == typed ]] || { echo "standard input does not arrive" >&2; exit 1; }
  for name in WINEPREFIX WINEDEBUG DRIVELAUNCH_TEST_{UNC,USER,PASSWORD,FOLDER,LOGINS,FAULTS,TASKS,TASK_PLAN,TASK_LOGONS}; do
    [[ -n ${!name:-} ]] || { echo "$name is not set" >&2; exit 1; }
  done
  [[ $DRIVELAUNCH_TEST_UNC == "\\\\fs01\\backup" && -d $DRIVELAUNCH_TEST_FOLDER && ! -s $DRIVELAUNCH_TEST_LOGINS ]]
  if [[ -r /dev/fuse && -w /dev/fuse ]]; then
    smbstatus -s "${DRIVELAUNCH_TEST_FOLDER%/shares/*}/samba/fs01/smb.conf" 2>/dev/null | grep -q "^backup .* 127.0.0.1" ||
      { echo "the server has no SMB session of the mount" >&2; exit 1; }
  fi
  /usr/bin/python3 - "${DRIVELAUNCH_TEST_FOLDER%/server/*}" <<"PYTHON"
import os, pathlib, sys
sockets = set()
for process in pathlib.Path("/proc").glob("[0-9]*"):
    try:
        if os.fsencode(sys.argv[1]) in (process / "cmdline").read_bytes():
            sockets |= {os.readlink(entry) for entry in (process / "fd").iterdir()}
    except OSError:
        pass
rows = [row.split() for name in ("tcp", "tcp6") for row in open(f"/proc/net/{name}")]
listening = {row[1].split(":")[0] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in sockets}
sys.exit(0 if listening == {"0100007F"} else f"the rig listens on {listening}")
PYTHON
' || fail 'the rig is not as promised'

# What keeps a program from a start that fails or from an end, in one rig:
# - Windows programs, and what starts them, have no random addresses: some of those are in Wine's way.
# - The desktop of the prefix stays when its last program ends, and when a thread of its own does: a new one would keep
#   the output of who needs it first. Where it ends all the same, and a program needs one in that moment, the output of
#   that program ends with the program.
# - A program that Wine forgets in the moment of its start does not keep the output of COMMAND.
"$here/with-rig.sh" bash -c '
  programs() { for id in $(pgrep -f "^C:.windows.system32.$1"); do
    ! grep -qsaF "WINEPREFIX=$WINEPREFIX" "/proc/$id/environ" || echo "$id"; done; }
  if setarch -R true 2>/dev/null; then
    for id in $$ $(programs services.exe) $(programs "explorer.exe /desktop"); do
      ((16#$(<"/proc/$id/personality") & 16#0040000)) || { tr "\0" " " <"/proc/$id/cmdline" >&2; exit 1; }
    done
  fi
  first=$(programs "explorer.exe /desktop") && [[ $first =~ ^[0-9]+$ ]] || { echo "desktops: $first" >&2; exit 1; }
  threads() { ls "/proc/$first/task" 2>/dev/null | wc -l; }
  before=$(threads)
  "$1" "$2"
  (($(threads) > before)) || { echo "no thread more: this test shows nothing" >&2; exit 1; }
  deadline=$((SECONDS + 30))
  while (($(threads) > before && SECONDS < deadline)); do sleep 0.1; done
  sleep 2 # Wine ends what nobody uses after one
  [[ $(programs "explorer.exe /desktop") == "$first" ]] || { echo "the desktop does not stay" >&2; exit 1; }
  desktop() {
    local found deadline=$((SECONDS + 30))
    until found=$(programs "explorer.exe /desktop") && [[ $found =~ ^[0-9]+$ ]]; do
      ((SECONDS < deadline)) || { echo "there is no desktop any more" >&2; exit 1; }
      sleep 0.1
    done
    echo "$found"
  }
  for ((i = 0; i < 5; ++i)); do
    last=$(desktop) || exit 1
    kill -9 "$last"
    timeout 60 bash -c "output=\$(\"\$1\" \"\$2\")" _ "$1" "$2" || (($? != 124)) ||
      { echo "a desktop that follows one that ended keeps the output of who needs it first" >&2; exit 1; }
  done
  desktop >/dev/null || exit 1
  exec /usr/bin/python3 -B "$3"
  ' _ "$here/wine.sh" "$(dirname "$provider")/end_desktop_thread.exe" "$here/forgotten_program_test.py" ||
  fail 'addresses, desktop or a forgotten program'
if setarch -R true 2>/dev/null; then
  env -u WINEPREFIX bash -c '
    "$1" cmd.exe /c "set /p line=" >/dev/null 2>&1 < <(sleep 5) & sleep 2
    ((16#$(<"/proc/$!/personality") & 16#0040000))' _ "$here/wine.sh" || fail 'a program outside of the rig has random addresses'
fi

# A display, which ends with the rig.
DRIVELAUNCH_RIG_DISPLAY=1 "$here/with-rig.sh" bash -c '[[ -S /tmp/.X11-unix/X${DISPLAY#:} ]] && echo "$DISPLAY" >"$1"' \
  _ "$work/display" || fail 'the rig has no display'
left=$(leftovers)
[[ -z $left ]] || fail "after a rig with a display: $left"
display=$(<"$work/display")
[[ ! -e /tmp/.X${display#:}-lock && ! -e /tmp/.X11-unix/X${display#:} ]] || fail "the display $display is left"

# A plan that cannot be understood fails the run, even if COMMAND does not notice, and the run ends with the reason.
# Every connect and disconnect gives 1610 then, of which a shell sees the low 8 bits.
refuses_plan() { # LINE REASON
  [[ $(exit_code_of "$here/with-rig.sh" bash -c '
    gives() { # CODE WORDS...
      local code=0
      "$wine" "$connector" "${@:2}" || code=$?
      ((code == $1)) || { echo "${*:2} gives $code" >&2; exit 1; }
    }
    wine=$1 connector=$2
    gives 0 connect S: "\\\\fs01\\backup"
    echo "$3" >"$DRIVELAUNCH_TEST_FAULTS"
    gives $((1610 & 255)) connect T: "\\\\fs01\\in"
    gives $((1610 & 255)) disconnect S:
    echo COMMAND ends >&2' _ "$here/wine.sh" "$connector" "$1" 2>"$work/message") == 125 ]] ||
    fail "the plan \"$1\" does not fail the run: $(<"$work/message")"
  sed '1,/^COMMAND ends$/d' "$work/message" | grep -q "^rig: the run does not count: .*/$2\$" || fail "it is not said: $2"
}
refuses_plan 'fs01 dealy=100' 'faults:1: not understood: "dealy=100"'
refuses_plan 'fs01 on=disconnect takes=600' 'faults:1: password= and takes= make sense only for a connect'

# Two at once, each with its own folder.
for number in 1 2; do
  "$here/with-rig.sh" bash -c 'echo "$DRIVELAUNCH_TEST_FOLDER" >"$1"; until [[ -e $2 ]]; do sleep 0.05; done' \
    _ "$work/at-once-$number" "$work/at-once-$((3 - number))" &
done
wait -n || fail 'one of two rigs at once'
wait -n || fail 'one of two rigs at once'
! cmp -s "$work/at-once-1" "$work/at-once-2" || fail 'two rigs at once share a folder'
expect_nothing_left 'after two at once'

# What COMMAND leaves running ends with the rig: a Unix program, and a Windows program with a file open on the share.
"$here/with-rig.sh" bash -c '
  sleep 1000 & "$1" cmd.exe /c "set /p line=" >/dev/null 2>&1 < <(sleep 1000) &
  exec 5>"$WINEPREFIX/dosdevices/unc/fs01/backup/open"; sleep 1000 & true' _ "$here/wine.sh"
left=$(leftovers)
[[ -z $left ]] || fail "what COMMAND left running: $left"

# kill -9 of the script, of COMMAND, and an ordinary end of the script by a signal.
for victim in script command; do
  for signal in KILL TERM; do
    rm -f "$work/command"
    "$here/with-rig.sh" bash -c 'echo $$ >"$1.new" && mv "$1.new" "$1"; exec sleep 1000' _ "$work/command" 2>/dev/null &
    script=$!
    wait_until "$work/command"
    if [[ $victim == script ]]; then process=$script; else process=$(<"$work/command"); fi
    kill -"$signal" "$process"
    code=0
    wait "$script" 2>/dev/null || code=$?
    [[ $code == $((128 + $(kill -l "$signal"))) ]] || fail "kill -$signal of the $victim gives $code"
    expect_nothing_left "after kill -$signal of the $victim"
  done
done

((failures == 0)) || exit 1
