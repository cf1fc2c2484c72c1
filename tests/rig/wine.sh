#!/usr/bin/env bash
# Runs a Windows program: in the rig's prefix inside with-rig.sh, else in a cached one without network drives.
# CMake uses it as CMAKE_CROSSCOMPILING_EMULATOR. Of the exit code the shell sees the low 8 bits.
#
#   usage: tests/rig/wine.sh PROGRAM [ARGUMENTS...]
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/fixed-addresses.sh"

wine=/usr/lib/wine/wine64 # /usr/bin/wine complains about the missing 32-bit half
export WINEDEBUG=${WINEDEBUG:--all}
unset TMPDIR # the Wine server of Debian 13 (Wine 10.0) dies of it, and programs abort
if [[ -z ${WINEPREFIX:-} ]]; then
  template=$("$(dirname "${BASH_SOURCE[0]}")/wine-template.sh")
  export WINEPREFIX=${template/template/prefix}
  exec {lock}>"$WINEPREFIX.lock"
  flock "$lock"
  if [[ ! -d $WINEPREFIX ]]; then
    cp -a "$template" "$WINEPREFIX.new" && mv "$WINEPREFIX.new" "$WINEPREFIX"
  fi
  # Wine's services inherit the standard handles of the program that starts them and outlive it for a while; whoever
  # waits for the output of our program would wait for them. So a server that is not there yet is started apart.
  if /usr/lib/wine/wineserver64 -p20 {lock}>&- >/dev/null 2>&1 </dev/null; then
    env -u DISPLAY "$wine" cmd.exe /c exit {lock}>&- >/dev/null 2>&1 </dev/null
  fi
  exec {lock}>&-
fi
exec "$wine" "$@"
