#!/usr/bin/env bash
# Fetches axe-core, which finds what keeps somebody from using a page, and prints where its script is. The version and its
# hash are pinned; it is kept outside the repository and fetched once.
#
#   usage: tests/page/axe.sh      exit code 77: there is no npm, or no way to its registry
set -euo pipefail

readonly version=4.10.3
readonly sha512='Xm7bpRXnDSX2YE2YFfBk2FnF0ep6tmG7xPh8iHee8MIcrgq762Nkce856dYtJYLkuIoYZvGfTs/PbZhideTcEg=='

cache=${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/drivelaunch
script=$cache/axe-core-$version.min.js
if [[ -e $script ]]; then
  printf '%s\n' "$script"
  exit 0
fi
if ! command -v npm >/dev/null; then
  printf 'not run: axe-core on the page of report: there is no npm to fetch it with\n' >&2
  exit 77
fi
mkdir -p "$cache"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! (cd "$work" && npm pack --silent "axe-core@$version" >/dev/null 2>&1); then
  printf 'not run: axe-core on the page of report: npm could not fetch it\n' >&2
  exit 77
fi
archive=$work/axe-core-$version.tgz
if [[ $(openssl dgst -sha512 -binary "$archive" | base64 -w 0) != "$sha512" ]]; then
  printf 'axe-core %s: what npm fetched has another hash than the one pinned in tests/page/axe.sh\n' "$version" >&2
  exit 1
fi
tar -C "$work" -xzf "$archive" package/axe.min.js
mv "$work/package/axe.min.js" "$script.$$"
mv "$script.$$" "$script" # two at once: each whole
printf '%s\n' "$script"
