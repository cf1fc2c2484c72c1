#!/usr/bin/env bash
# Makes the packages that the other tests look at, from the programs of the ordinary build.
#
#   usage: tests/package/make_test.sh LINUX_BUILD MINGW_BUILD PROGRAMS PACKAGES      the last two are folders it makes
set -euo pipefail
linux=$1 mingw=$2 programs=$3 packages=$4
export SOURCE_DATE_EPOCH=1790000000 # the other tests make the same packages again
unset DRIVELAUNCH_SIGN DRIVELAUNCH_REPOSITORY

for program in "$linux/portable/taskxml" "$mingw"/bin/{drivelaunch,drivelaunchw,taskxml,drivelaunch_acceptance}.exe; do
  if [[ ! -e $program ]]; then
    printf 'there is no %s; tests/run.sh builds it\n' "$program" >&2
    exit 1
  fi
done
rm -rf "$programs" "$packages"
mkdir -p "$programs"
cp "$linux/portable/taskxml" "$mingw"/bin/{drivelaunch,drivelaunchw,taskxml,drivelaunch_acceptance}.exe "$programs/"
"$(dirname "${BASH_SOURCE[0]}")/../../cmake/package.sh" --programs "$programs" --output "$packages"
(cd "$packages" && sha256sum --check --strict --quiet SHA256SUMS)
