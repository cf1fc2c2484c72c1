#!/usr/bin/env bash
# Prints the folders of a parser and of its grammar of PowerShell, a line each; npm fetches them once.
#
#   usage: tests/package/powershell_parser.sh      exit code 77: there is no npm or node, or no way to the registry of npm
set -euo pipefail
fetch=$(dirname "${BASH_SOURCE[0]}")/../support/npm_package.sh

code=0
if command -v node >/dev/null; then
  parser=$("$fetch" web-tree-sitter 0.27.1 \
    'qtx0VyUyNRHtL3ze7+v0hCKB/sLcAmY7ZAVp/ZK/bCj0yED8ptvNrr7Vd7DwDyKDWN9baqcUx4uaD2r2ql+6IA==') &&
    grammar=$("$fetch" tree-sitter-powershell 0.26.4 \
      '5RwNW/qN/cKArZY0znvTOG+OWSau7Agel5K0A8KQ5Nubw/4SyZ5KC02RKCaYcA2ur5UQ8esyxe9+6yXup2MXkw==') || code=$?
else
  printf 'there is no node to run a parser with\n' >&2
  code=77
fi
if ((code != 0)); then
  printf 'not run: that every PowerShell script parses (--full installs what that needs)\n' >&2
  exit "$code"
fi
printf '%s\n' "$parser" "$grammar"
