#!/usr/bin/env bash
# Configures and builds presets. On a terminal it shows how far it is; in a pipe it is quiet unless something fails.
#
#   usage: tests/support/build.sh PRESET[:TARGET[,TARGET...]]...      without targets: all of the preset
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
for part in "$@"; do
  preset=${part%%:*}
  targets=()
  if [[ $part == *:* ]]; then
    IFS=, read -ra targets <<<"${part#*:}"
    targets=(--target "${targets[@]}")
  fi
  printf 'building preset %s\n' "$preset" >&2
  if ! cmake --preset "$preset" >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
  fi
  build=(cmake --build --preset "$preset" "${targets[@]}")
  if [[ -t 2 ]]; then
    "${build[@]}" >&2
  elif ! "${build[@]}" >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
  fi
done
