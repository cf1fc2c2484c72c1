#!/usr/bin/env bash
# The windows that a run shows: in a rig of its own with a display, where no other test has windows. Without the
# display of the rig the test does not count.
#
#   usage: tests/e2e/window_test.sh E2E_TEST
# shellcheck disable=SC2016 # the script in single quotes runs in the rig
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export DRIVELAUNCH_RIG_DISPLAY=1
exec "$here/../rig/with-rig.sh" bash -c '
  [[ -n ${DISPLAY:-} ]] || { echo "the rig has no display" >&2; exit 1; }
  exec "$1" "$2" --test-suite=windows' _ "$here/../rig/wine.sh" "$1"
