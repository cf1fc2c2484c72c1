#!/usr/bin/env bash
# Starts the rig (Samba servers, a Wine prefix whose network drives they are), runs COMMAND in it, and takes
# everything down again, however COMMAND or this script ends. README.md beside it says what COMMAND finds.
# The exit code is COMMAND's; 125 when the rig itself failed.
#
#   usage: tests/rig/with-rig.sh COMMAND [ARGUMENTS...]
#   DRIVELAUNCH_RIG_DISPLAY=1  windows are drawn, on a display nobody sees (Xvfb)
#   DRIVELAUNCH_RIG_FOLDER     where the rig lives, if not in TMPDIR or /tmp
#   DRIVELAUNCH_RIG_PROVIDER   the provider DLL, if it is not build/mingw/tests/rig/provider.dll
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/fixed-addresses.sh"

if (($# == 0)); then
  printf 'usage: tests/rig/with-rig.sh COMMAND [ARGUMENTS...]\n' >&2
  exit 125
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
provider=${DRIVELAUNCH_RIG_PROVIDER:-$here/../../build/mingw/tests/rig/provider.dll}
if [[ ! -f $provider ]]; then
  printf 'the rig has no %s\nBuild it with: cmake --preset mingw && cmake --build --preset mingw --target rig_provider\n' \
    "$provider" >&2
  exit 125
fi

rig=$(mktemp -d "${DRIVELAUNCH_RIG_FOLDER:-${TMPDIR:-/tmp}}/drivelaunch-rig.XXXXXX")
# The supervisor reads from a pipe that only this script can write to. When the script ends, also by kill -9, the
# supervisor sees the end of the pipe and takes the rig down.
coproc SUPERVISOR { exec /usr/bin/python3 -B "$here/bridge/supervisor.py" "$rig" "$provider"; }
supervisor=$SUPERVISOR_PID
exec {alive}>&"${SUPERVISOR[1]}"
eval "exec ${SUPERVISOR[1]}>&-"
if ! read -r state <&"${SUPERVISOR[0]}" || [[ $state != ready ]]; then
  wait "$supervisor" || true
  exit 125
fi

exit_code=0
(
  exec {alive}>&-
  while IFS= read -r variable; do
    export "${variable?}"
  done <"$rig/environment"
  exec "$@"
) || exit_code=$?

# A fault plan that cannot be understood, or a bug of the rig: the run does not count as passed.
if [[ -e $rig/failure ]] && ((exit_code == 0)); then
  sed 's/^/rig: the run does not count: /' "$rig/failure" >&2
  exit_code=125
fi
exec {alive}>&-
wait "$supervisor" || true
exit "$exit_code"
