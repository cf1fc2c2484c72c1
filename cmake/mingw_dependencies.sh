#!/usr/bin/env bash
# Builds the libraries of the Windows cross build from Debian's source packages and prints the folder they are in.
# Versions are pinned; apt verifies what it downloads; the result is kept outside the repository and made once.
#
#   usage: cmake/mingw_dependencies.sh          prints PREFIX, which has include/ and lib/
set -euo pipefail

readonly tinyxml2_version=9.0.0+dfsg-3.1
readonly boost_version=1.74.0+ds1-21
readonly compiler=x86_64-w64-mingw32-g++-posix
readonly recipe=2 # raise it when the way of building changes

cache=${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/drivelaunch
key=mingw-$($compiler -dumpfullversion)-tinyxml2-$tinyxml2_version-boost-$boost_version-recipe-$recipe
prefix=$cache/$key
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

printf 'building tinyxml2 and Boost.Program_options for Windows (once, about half a minute)\n' >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A private package index with source entries, so that the machine's own apt configuration stays as it is.
mkdir -p "$work/apt/lists/partial" "$work/apt/archives/partial" "$work/source"
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' | sort | head -n 1)
mirror=${mirror:-http://deb.debian.org/debian}
printf 'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s bookworm main\n' "${mirror%/}" >"$work/apt/sources.list"
apt_options=(-qq -o "Dir::Etc::SourceList=$work/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
  -o "Dir::State::Lists=$work/apt/lists" -o "Dir::Cache=$work/apt" -o APT::Get::List-Cleanup=0
  -o "APT::Sandbox::User=$(id -un)" -o Acquire::Retries=3)
apt-get "${apt_options[@]}" update >&2
(cd "$work/source" && apt-get "${apt_options[@]}" source --download-only \
  "tinyxml2=$tinyxml2_version" "boost1.74=$boost_version" >&2)

rm -rf "$prefix"
mkdir -p "$prefix/include" "$prefix/lib" "$work/objects"
tar -C "$work/source" -xf "$work"/source/tinyxml2_*.orig.tar.*
tar -C "$work/source" -xf "$work"/source/boost1.74_*.orig.tar.* --wildcards '*/libs/program_options/src/*'
tinyxml2_folder=$(dirname "$(find "$work/source" -name tinyxml2.cpp | head -n 1)")
boost_folder=$(dirname "$(find "$work/source" -path '*program_options/src/config_file.cpp')")

# /usr/include must never be seen by the cross compiler: its folders are linked one by one.
ln -s /usr/include/boost /usr/include/fmt /usr/include/doctest "$prefix/include/"
cp "$tinyxml2_folder/tinyxml2.h" "$prefix/include/"

# Nothing in it writes to std::cout. Without what the standard header <iostream> sets up for that, a program that has
# it is 75 KB smaller.
mkdir "$work/shadow"
printf '#include <istream>\n#include <ostream>\n' >"$work/shadow/iostream"

compile() {
  local level=-O2
  if [[ $1 == *program_options* ]]; then
    level=-Os # it reads a dozen lines in a run
  fi
  "$compiler" -std=c++17 "$level" -I "$work/shadow" -DNDEBUG -DBOOST_BIND_GLOBAL_PLACEHOLDERS -w -ffunction-sections -fdata-sections -I "$prefix/include" -c "$1" -o "$2"
}
export -f compile
export compiler prefix work
{
  printf '%s\n' "$tinyxml2_folder/tinyxml2.cpp"
  # winmain.cpp splits a command line by rules that are not ours, and nothing here uses it.
  find "$boost_folder" -name '*.cpp' ! -name winmain.cpp
} | xargs -P "$(nproc)" -I{} bash -c 'compile "$1" "$work/objects/$(basename "$1" .cpp).o"' _ {}
x86_64-w64-mingw32-ar rcs "$prefix/lib/libtinyxml2.a" "$work/objects/tinyxml2.o"
rm "$work/objects/tinyxml2.o"
x86_64-w64-mingw32-ar rcs "$prefix/lib/libboost_program_options.a" "$work"/objects/*.o
touch "$prefix/complete"
printf '%s\n' "$prefix"
