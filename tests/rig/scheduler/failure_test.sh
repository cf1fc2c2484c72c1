#!/usr/bin/env bash
# What makes a run in the rig fail although COMMAND does not: a task plan that cannot be understood, and the use of the
# object that RegisterTask hands out after TASK_VALIDATE_ONLY. And what does not: a task that is removed as it starts.
#
#   usage: tests/rig/scheduler/failure_test.sh [SCHEDULER_TEST]
#   SCHEDULER_TEST   the Windows program, if it is not build/mingw/tests/rig_scheduler_test.exe
# shellcheck disable=SC2016 # the scripts in single quotes run in the rig
set -euo pipefail

rig=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=${1:-$rig/../../build/mingw/tests/rig_scheduler_test.exe}
[[ -f $program ]] || { printf 'there is no %s\n' "$program" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# refuses WHAT REASON SCRIPT: the run ends with 125 and with REASON, although SCRIPT ends with 0.
refuses() {
  local code=0
  "$rig/with-rig.sh" bash -c "$3"' ; echo COMMAND ends >&2' _ "$rig/wine.sh" "$program" 2>"$work/message" || code=$?
  if ((code != 125)) || ! sed '0,/^COMMAND ends$/d' "$work/message" | grep -qF "rig: the run does not count: $2"; then
    printf 'FAILED: %s gives %s, and %s\n' "$1" "$code" "$(<"$work/message")" >&2
    failures=$((failures + 1))
  fi
}

refuses 'a plan' 'task-plan:2: not understood: "dealy=100"' '
  printf "# first\n\\\\ on=connect dealy=100\n" >"$DRIVELAUNCH_TEST_TASK_PLAN"
  ! "$1" "$2" act connect'
refuses 'a plan that does not say when' 'task-plan:1: does not say when: on=' '
  printf "\\\\One error=5\n" >"$DRIVELAUNCH_TEST_TASK_PLAN"
  ! "$1" "$2" act connect'
refuses 'a validated task that is used' 'a program uses the task that RegisterTask hands out after TASK_VALIDATE_ONLY' '
  "$1" "$2" act touch'

code=0
"$rig/with-rig.sh" bash -c '
  state=${DRIVELAUNCH_TEST_TASKS%/*}/task-state
  mkdir -p "$state"
  printf "path=%s queued=0 action= process=0\n" %5CGone%5COne >"$state/run-{1}"
  runner=$(find "$WINEPREFIX/" -name task_runner.exe -print -quit)
  "$1" "$runner" "{1}" && [[ ! -e $state/run-{1} ]]' _ "$rig/wine.sh" 2>"$work/message" || code=$?
if ((code != 0)); then
  printf 'FAILED: a task that was removed before its runner started gives %s, and %s\n' "$code" "$(<"$work/message")" >&2
  failures=$((failures + 1))
fi

((failures == 0)) || exit 1
