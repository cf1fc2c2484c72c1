#!/usr/bin/env bash
# Makes everything that users download, in build/package: ZIP, MSI, the acceptance program, taskxml for Debian and as a tar.gz,
# the manifests of winget, Chocolatey and Scoop, Intune's settings, the SBOM, and the sums. The same sources give the same bytes
# on the same Debian release, whoever builds them, where and when; SOURCE_DATE_EPOCH stands for every time, and is that of the
# commit where it is not set.
#
#   usage: cmake/package.sh [--release] [--verify] [--output FOLDER] [--programs FOLDER]
#     --release          refuses unless version, CHANGELOG.md and tag agree, everything is committed, and the addresses of
#                        repository and maintainer are real ones (cmake/package/product.py)
#     --verify           builds the commit twice, from nothing, in folders of different names, with other times, umasks, locales
#                        and, as root, users, and compares every byte. Takes as long as two full builds
#     --output FOLDER    instead of build/package; what is there is replaced if it was made by this script
#     --programs FOLDER  packs the programs in FOLDER (drivelaunch.exe, drivelaunchw.exe, taskxml.exe,
#                        drivelaunch_acceptance.exe, taskxml) instead of building them
#
#   DRIVELAUNCH_SIGN        a command that signs the file it is called with in place: the programs, then the MSI
#   DRIVELAUNCH_REPOSITORY  where the packages will be published, for the manifests
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
  printf 'package: %s\n' "$*" >&2
  exit 1
}

is_release= verifies= programs= output=$root/build/package
while (($# > 0)); do
  case $1 in
    --release) is_release=1 ;;
    --verify) verifies=1 ;;
    --output | --programs)
      (($# > 1)) || fail "$1 needs a folder"
      if [[ $1 == --output ]]; then output=$(realpath -m "$2"); else programs=$(realpath -m "$2"); fi
      shift
      ;;
    -h | --help)
      awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    *) fail "there is no option $1; cmake/package.sh --help names them all" ;;
  esac
  shift
done
cd "$root"

version=$(sed -n 's/^project(DriveLaunch VERSION \([0-9]*\.[0-9]*\.[0-9]*\).*/\1/p' CMakeLists.txt)
[[ -n $version ]] || fail 'CMakeLists.txt has no project(DriveLaunch VERSION N.N.N'
if [[ -z ${SOURCE_DATE_EPOCH:-} ]]; then
  SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null) ||
    fail 'this folder is no clone: set SOURCE_DATE_EPOCH to the seconds since 1970 that stand for the time of the release'
fi
export SOURCE_DATE_EPOCH

# check_release: version, changelog and tag say the same, and nothing of what users read is a placeholder.
check_release() {
  local unreleased first
  [[ -z $(git status --porcelain) ]] || fail 'a release is made of what is committed: git status shows changes'
  unreleased=$(sed -n '/^## Unreleased/,/^## [0-9]/p' CHANGELOG.md | grep -c '^- ' || true)
  ((unreleased == 0)) || fail "CHANGELOG.md has $unreleased changes under Unreleased: move them under ## $version"
  first=$(sed -n 's/^## \([0-9][0-9.]*\).*/\1/p' CHANGELOG.md | head -n 1)
  [[ $first == "$version" ]] || fail "CHANGELOG.md ends with $first, and CMakeLists.txt says $version"
  /usr/bin/python3 -B cmake/package/product.py || fail 'a release says where it is published and by whom'
  [[ $(git rev-parse -q --verify "refs/tags/v$version^{commit}" || true) == $(git rev-parse HEAD) ]] ||
    fail "the tag v$version is not at this commit: git tag v$version"
}

# build_twice WORK: WORK/first/packages and WORK/second place/packages, from two clones of the commit, side by side.
build_twice() {
  local work=$1 second=$1/'second place' as_user=() builds=() build
  git clone -q --no-hardlinks . "$work/first"
  git clone -q --no-hardlinks . "$second"
  (umask 022 && CCACHE_DISABLE=1 bash "$work/first/cmake/package.sh" --output "$work/first/packages") &
  builds+=($!)
  if ((EUID == 0)); then
    chown -R nobody: "$second"
    chmod 711 "$work"
    as_user=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
  fi
  (umask 077 && cd / && "${as_user[@]}" env HOME="$second" XDG_CACHE_HOME="$second/cache" CCACHE_DISABLE=1 TZ=Asia/Tokyo \
    LC_ALL=C LANG=C bash "$second/cmake/package.sh" --output "$second/packages") &
  builds+=($!)
  for build in "${builds[@]}"; do wait "$build" || fail 'one of the two builds failed'; done
}

if [[ -n $is_release ]]; then
  check_release
fi
tests/support/prepare.sh build package
if [[ -n $verifies ]]; then
  [[ -z $(git status --porcelain) ]] || fail '--verify builds what is committed: git status shows changes'
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  build_twice "$work"
  diff -r "$work/first/packages" "$work/second place/packages" || fail 'two builds of this commit differ'
  cat "$work/first/packages/SHA256SUMS"
  printf 'two builds of %s gave the same bytes\n' "$(git rev-parse --short HEAD)"
  exit 0
fi

if [[ -z $programs ]]; then
  tests/support/build.sh linux:taskxml_portable mingw:drivelaunch,drivelaunchw,taskxml,drivelaunch_acceptance
  programs=$(mktemp -d)
  trap 'rm -rf "$programs"' EXIT
  cp build/mingw/bin/{drivelaunch,drivelaunchw,taskxml,drivelaunch_acceptance}.exe build/linux/portable/taskxml "$programs/"
fi
if [[ -e $output ]]; then
  [[ -e $output/SHA256SUMS ]] || fail "$output was not made by this script; name another folder with --output"
  rm -rf "$output"
fi
mkdir -p "$(dirname "$output")"
/usr/bin/python3 -B cmake/package/make.py "$version" "$SOURCE_DATE_EPOCH" "$programs" "$output"
printf '%s\n' "$output" >&2
