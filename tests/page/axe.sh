#!/usr/bin/env bash
# Prints where the script of axe-core is, which finds what keeps somebody from using a page; npm fetches it once.
#
#   usage: tests/page/axe.sh      exit code 77: there is no npm, or no way to its registry
set -euo pipefail

code=0
folder=$("$(dirname "${BASH_SOURCE[0]}")/../support/npm_package.sh" axe-core 4.10.3 \
  'Xm7bpRXnDSX2YE2YFfBk2FnF0ep6tmG7xPh8iHee8MIcrgq762Nkce856dYtJYLkuIoYZvGfTs/PbZhideTcEg==') || code=$?
if ((code != 0)); then
  printf 'not run: axe-core on the page of report\n' >&2
  exit "$code"
fi
printf '%s\n' "$folder/axe.min.js"
