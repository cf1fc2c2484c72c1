#!/usr/bin/env bash
# Builds the libraries of the Windows cross build from the release's own source packages and prints the folder they are
# in. Versions are pinned; apt verifies what it downloads; the result is kept outside the repository and made once.
#
#   usage: cmake/mingw_dependencies.sh          prints PREFIX, which has include/ and lib/
set -euo pipefail

readonly compiler=x86_64-w64-mingw32-g++-posix
readonly recipe=4 # raise it when the way of building changes

# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/debian_sources.sh"

cache=${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/drivelaunch
key=$(printf '%s\n' "$("$compiler" --version | head -n 1)" "$recipe" "${sources[@]}" | sha256sum | cut -c 1-16)
prefix=$cache/mingw-$release-$key
if [[ -e $prefix/complete ]]; then
  printf '%s\n' "$prefix"
  exit 0
fi

mkdir -p "$cache"
exec 9>"$cache/mingw.lock"
flock 9 # two builds at once: the second finds the work done
if [[ -e $prefix/complete ]]; then
  printf '%s\n' "$prefix"
  exit 0
fi

printf 'building tinyxml2, fmt and Boost.Program_options for Windows (once, about half a minute)\n' >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

download_sources "$work" "${sources[@]}"
mkdir "$work/objects"

rm -rf "$prefix"
mkdir -p "$prefix/include" "$prefix/lib"
for archive in "$work"/source/{tinyxml2,fmtlib}_*.orig.tar.*; do
  tar -C "$work/source" -xf "$archive"
done
tar -C "$work/source" -xf "$work"/source/boost*.orig.tar.* --wildcards '*/libs/program_options/src/*'
tinyxml2_folder=$(dirname "$(find "$work/source" -name tinyxml2.cpp | head -n 1)")
fmt_source=$(find "$work/source" -path '*/src/format.cc' | head -n 1)
boost_folder=$(dirname "$(find "$work/source" -path '*program_options/src/config_file.cpp')")

# /usr/include must never be seen by the cross compiler: its folders are linked one by one.
ln -s /usr/include/boost /usr/include/fmt /usr/include/nlohmann /usr/include/doctest "$prefix/include/"
cp "$tinyxml2_folder/tinyxml2.h" "$prefix/include/"

# Nothing in it writes to std::cout. Without what the standard header <iostream> sets up for that, a program that has
# it is 75 KB smaller.
mkdir "$work/shadow"
printf '#include <istream>\n#include <ostream>\n' >"$work/shadow/iostream"

compile() { # SOURCE OBJECT
  local options=(-O2)
  case $1 in
    *program_options*) options=(-Os -I "$work/shadow" -DBOOST_BIND_GLOBAL_PLACEHOLDERS) ;; # it reads a dozen lines in a run
    # The project formats no floating-point numbers (cmake/dependencies.cmake says the same to its own sources).
    *format.cc) options=(-Os -DFMT_USE_INT128=0 -DFMT_USE_FLOAT=0 -DFMT_USE_DOUBLE=0 -DFMT_USE_LONG_DOUBLE=0) ;;
  esac
  "$compiler" -std=c++17 "${options[@]}" -DNDEBUG -w -ffunction-sections -fdata-sections -I "$prefix/include" -c "$1" -o "$2"
}
export -f compile
export compiler prefix work
{
  printf '%s\n' "$tinyxml2_folder/tinyxml2.cpp" "$fmt_source"
  # winmain.cpp splits a command line by rules that are not ours, and nothing here uses it.
  find "$boost_folder" -name '*.cpp' ! -name winmain.cpp
} | xargs -P "$(nproc)" -I{} bash -c 'compile "$1" "$work/objects/$(basename "$1").o"' _ {}
x86_64-w64-mingw32-ar rcs "$prefix/lib/libtinyxml2.a" "$work/objects/tinyxml2.cpp.o"
x86_64-w64-mingw32-ar rcs "$prefix/lib/libfmt.a" "$work/objects/format.cc.o"
rm "$work/objects/tinyxml2.cpp.o" "$work/objects/format.cc.o"
x86_64-w64-mingw32-ar rcs "$prefix/lib/libboost_program_options.a" "$work"/objects/*.o
touch "$prefix/complete"
printf '%s\n' "$prefix"
