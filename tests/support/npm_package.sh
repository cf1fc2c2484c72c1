#!/usr/bin/env bash
# Fetches a package from npm for a test and prints the folder it is unpacked in. Only the files: nothing of it is run, and what it
# depends on is not fetched. Its hash is pinned; it is kept outside the repository and fetched once.
#
#   usage: tests/support/npm_package.sh NAME VERSION SHA512      SHA512 in base64, as `npm view NAME dist.integrity` has it
#   exit code 77: there is no npm, or no way to its registry; it says so
set -euo pipefail
if (($# != 3)); then
  printf 'usage: tests/support/npm_package.sh NAME VERSION SHA512\n' >&2
  exit 3
fi
name=$1 version=$2 sha512=$3

cache=${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/drivelaunch
folder=$cache/npm-$name-$version
if [[ -e $folder/package.json ]]; then
  printf '%s\n' "$folder"
  exit 0
fi
if ! command -v npm >/dev/null; then
  printf 'there is no npm to fetch %s with\n' "$name" >&2
  exit 77
fi
mkdir -p "$cache"
work=$(mktemp -d "$cache/npm.XXXXXX")
trap 'rm -rf "$work"' EXIT
if ! (cd "$work" && npm pack --silent "$name@$version" >/dev/null 2>&1); then
  printf 'npm could not fetch %s %s\n' "$name" "$version" >&2
  exit 77
fi
archive=$work/$name-$version.tgz
if [[ $(openssl dgst -sha512 -binary "$archive" | base64 -w 0) != "$sha512" ]]; then
  printf '%s %s: what npm fetched has another hash than the one that is pinned\n' "$name" "$version" >&2
  exit 1
fi
tar -C "$work" -xzf "$archive" package
mv -T "$work/package" "$folder" 2>/dev/null || [[ -e $folder/package.json ]] # two at once: each is whole
printf '%s\n' "$folder"
