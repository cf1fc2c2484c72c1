#!/usr/bin/env bash
# Prints the path of a ready Wine prefix with the rig's provider registered. Building it takes 15 s, so it is
# kept, one per Wine version and version of this script, and only ever copied.
#
#   usage: tests/rig/wine-template.sh
set -euo pipefail

wine=/usr/lib/wine/wine64
if [[ ! -x $wine ]]; then
  printf 'Wine is missing. Install it with: tests/support/prepare.sh rig\n' >&2
  exit 1
fi
unset TMPDIR # see wine.sh
cache=${XDG_CACHE_HOME:-$HOME/.cache}/drivelaunch
key=$({ "$wine" --version; cat "${BASH_SOURCE[0]}"; } | sha256sum | cut -c 1-16)
template=$cache/wine-template-$key
mkdir -p "$cache"

exec {lock}>"$cache/wine-template.lock"
flock "$lock"
if [[ -d $template ]]; then
  printf '%s\n' "$template"
  exit 0
fi

work=$(mktemp -d "$cache/wine-template.XXXXXX")
trap 'rm -rf "$work"' EXIT
export WINEPREFIX=$work/prefix WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=;winemenubuilder.exe='
unset DISPLAY
# The provider's name is the one Windows gives its SMB provider. A program that crashes must end, not wait for a
# debugger: the named one does not exist. Windows are made and closed without a display.
cat >"$work/rig.reg" <<'REG'
Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\System\CurrentControlSet\Control\NetworkProvider\Order]
"ProviderOrder"="LanmanWorkstation"

[HKEY_LOCAL_MACHINE\System\CurrentControlSet\Services\LanmanWorkstation\NetworkProvider]
"Name"="Microsoft Windows Network"
"ProviderPath"="C:\\rig\\provider.dll"

[HKEY_LOCAL_MACHINE\Software\Microsoft\Windows NT\CurrentVersion\AeDebug]
"Auto"="1"
"Debugger"="C:\\rig\\no-debugger.exe"

[HKEY_CURRENT_USER\Software\Wine\Drivers]
"Graphics"="null"

[HKEY_CURRENT_USER\Software\Wine\DllOverrides]
"mscoree"=""
"mshtml"=""
"winemenubuilder.exe"=""
REG
if ! { "$wine" wineboot.exe --init && "$wine" reg.exe import "Z:${work//\//\\}\\rig.reg" && wineserver -w; } \
  {lock}>&- >"$work/log" 2>&1 </dev/null; then
  cat "$work/log" >&2
  printf 'could not build the Wine prefix\n' >&2
  exit 1
fi
mv "$work/prefix" "$template"
printf '%s\n' "$template"
