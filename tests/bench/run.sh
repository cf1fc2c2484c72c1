#!/usr/bin/env bash
# Builds release, starts the rig, and measures the goals of the project beside what one would use instead. README.md says
# what is measured. Ends with an error only when something could not be measured, not when a goal is missed.
#
#   usage: tests/bench/run.sh [--quick] [--only launcher|taskxml|scale]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

tests/support/prepare.sh build rig bench
log=$(mktemp)
trap 'rm -f "$log"' EXIT
build() { # PRESET TARGET...: quiet unless it fails
  local preset=$1
  shift
  printf 'building preset %s\n' "$preset" >&2
  if ! { cmake --preset "$preset" && cmake --build --preset "$preset" --target "$@"; } >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
  fi
}
build linux bench
build mingw bench rig_provider
tests/rig/with-rig.sh python3 -B tests/bench/driver/bench.py "$@"
