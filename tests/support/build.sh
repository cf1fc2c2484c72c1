#!/usr/bin/env bash
# Configures and builds presets. Quiet unless something fails.
#
#   usage: tests/support/build.sh PRESET...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
for preset in "$@"; do
  printf 'building preset %s\n' "$preset" >&2
  if ! { cmake --preset "$preset" && cmake --build --preset "$preset"; } >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
  fi
done
