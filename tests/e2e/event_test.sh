#!/usr/bin/env bash
# What runs report to the Windows event log, as the system gets it: Wine stores no events, but its trace shows each call with
# type, number and texts.
#
#   usage: tests/e2e/event_test.sh DRIVELAUNCH DRIVELAUNCHW ACT_CHILD
set -euo pipefail

launcher=$1 windowless=$2 child="Z:$3"
wine=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/../rig/wine.sh
build=$(dirname "$(dirname "$1")")
# A launcher trusts no folder like /tmp, which everybody can change.
work=$(mktemp -d "$build/event-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
config="B:${work#"$build"}/drives.ini" # the build folder is the root of B:
failed=0
# X: and Y: are beyond those that tests running beside this one reserve for themselves.

# run EXPECTED_CODE PROGRAM ARGUMENTS...: events of the run as lines "TYPE NUMBER" and "  TEXT" in $work/events.
run() {
  local expected=$1 code=0
  shift
  WINEDEBUG=-all,+eventlog,fixme+advapi,err+eventlog "$wine" "$@" >/dev/null 2>"$work/trace" </dev/null || code=$?
  if ((code != expected)); then
    printf 'FAILED: exit code %d, not %d: %s\n' "$code" "$expected" "$*" >&2
    cat "$work/trace" >&2
    failed=1
  fi
  sed -nE -e 's/.*ReportEventW \([0-9A-F]+,0x(....),0x0000,0x(........),.*/\1 \2/p' \
    -e 's/.*:eventlog:ReportEventW L"(.*)"(\.\.\.)?\r?$/  \1/p' "$work/trace" |
    # The trace of Wine 10 ends its line behind a line break of the text, that of Wine 8 goes on.
    sed -E -e ':more' -e '/^  .*\\n$/{' -e 'N' -e 's/\n  //' -e 'b more' -e '}' >"$work/events"
}
# expect WHAT LINES: the events of the last run are these lines; * in a line stands for any text.
expect() {
  local what=$1 wanted got bad=0 i pattern
  mapfile -t got <"$work/events"
  mapfile -t wanted < <([[ -z $2 ]] || printf '%s\n' "$2")
  ((${#got[@]} == ${#wanted[@]})) || bad=1
  for ((i = 0; i < ${#wanted[@]} && !bad; ++i)); do
    pattern=${wanted[i]//\\/\\\\}
    # shellcheck disable=SC2053 # a pattern
    [[ ${got[i]} == $pattern ]] || bad=1
  done
  if ((bad)); then
    printf 'FAILED: %s\n  wanted:\n%s\n  got:\n' "$what" "$2" >&2
    cat "$work/events" >&2
    failed=1
  fi
}
# configure EVENT_LOG [MORE_LINES]
configure() {
  printf '[launcher]\nevent-log = %s\n[drive.X]\npath = \\\\nas\\backup\n%b' "$1" "${2:-}" >"$work/drives.ini"
}

for program in "$launcher" "$windowless"; do
  configure failures
  run 0 "$program" --config "$config" --name Nightly -- "$child" exit 0
  expect 'a run that ends well is no event' ''

  run 7 "$program" --config "$config" --name Nightly -- "$child" exit 7
  expect 'the code of the program is a warning' "0002 800000c8
  Nightly
  *act_child.exe ended with 7 (0x00000007).
  *
  *
  0x00000007
  *"

  configure all
  run 0 "$program" --config "$config" --success-codes 3 -- "$child" exit 3
  expect 'event-log = all reports a run that ended well' "0004 40000064
  *
  *ended with 3 (0x00000003), which --success-codes names as a success.
  *
  *
  0x00000000
  *"

  configure off
  run 7 "$program" --config "$config" -- "$child" exit 7
  expect 'event-log = off reports nothing' ''

  configure failures '[drive.Y]\npath = \\\\nas\\nope\n'
  run $((0x43)) "$program" --config "$config" --timeout 60s --name 'N%1' -- "$child" exit 0
  expect 'a drive that fails is an error' '0001 c000012c
  N% 1
  cannot connect: Y: \\\\nas\\nope: 67 ERROR_BAD_NET_NAME (WNetAddConnection2W): *
  *
  *
  0x80070043
  *'

  configure failures '[drive.Y]\npath = \\\\nas\\nope\nrequired = no\n'
  run 0 "$program" --config "$config" --timeout 60s --name Nightly -- "$child" exit 0
  expect 'a drive that is missing is a warning' '0002 800000c9
  Nightly
  *act_child.exe ended with 0 (0x00000000).\nwarning: cannot connect: Y: *
  *
  *
  0x00000000
  *'

  printf '[drive.X]\npath = oops\n' >"$work/drives.ini"
  run $((0x0D)) "$program" --config "$config" --name Nightly -- "$child" exit 0
  expect 'a wrong drives.ini is an error' '0001 c000012c
  Nightly
  B:*drives.ini:2: bad path: *oops*
  *
  *
  0x8007000D
  *'

  run $((0xA0)) "$program" --colour red -- "$child" exit 0
  expect 'a wrong command line is an error' '0001 c000012c
  drivelaunch
  bad command line: --colour: there is no such option.*
  *
  *
  0x800700A0
  *'
done
exit "$failed"
