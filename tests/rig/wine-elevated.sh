#!/usr/bin/env bash
# Runs a Windows program as wine.sh does, but elevated: as Wine 8.0 runs every program, and Wine 10.0 none.
#
#   usage: tests/rig/wine-elevated.sh PROGRAM [ARGUMENTS...]      inside with-rig.sh
set -euo pipefail
exec "$(dirname "${BASH_SOURCE[0]}")/wine.sh" 'C:\rig\start_elevated.exe' "$@"
