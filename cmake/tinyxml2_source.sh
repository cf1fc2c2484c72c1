#!/usr/bin/env bash
# Copies the source of this release's TinyXML-2, of which Debian has no static library, to FOLDER. What was downloaded is kept
# outside the repository, like what mingw_dependencies.sh makes.
#
#   usage: cmake/tinyxml2_source.sh FOLDER
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/debian_sources.sh"

tinyxml2=$(printf '%s\n' "${sources[@]}" | grep '^tinyxml2=')
cache=${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/drivelaunch
folder=$cache/source-$release-$tinyxml2
if [[ ! -e $folder/tinyxml2.cpp ]]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  download_sources "$work" "$tinyxml2"
  tar -C "$work" -xf "$work"/source/tinyxml2_*.orig.tar.* --wildcards --strip-components=1 '*/tinyxml2.cpp' '*/tinyxml2.h'
  mkdir -p "$folder"
  mv "$work/tinyxml2.h" "$folder/"
  mv "$work/tinyxml2.cpp" "$folder/" # last: it says that the folder is complete
fi
mkdir -p "$1"
cp "$folder/tinyxml2.h" "$folder/tinyxml2.cpp" "$1/"
