#!/usr/bin/env bash
# The page of `taskxml report` in a browser. usage: page_test.sh TASKXML [ARGUMENTS OF page_test.py]
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")

axe=()
code=0
script=$("$here/axe.sh") || code=$?
if ((code == 0)); then
  axe=(--axe "$script")
elif ((code != 77)); then
  exit 1
fi
exec python3 -B "$here/page_test.py" "$1" "${axe[@]}" "${@:2}"
