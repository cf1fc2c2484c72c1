#!/usr/bin/env bash
# The same programs packed again from a copy of the sources in another folder, at another time, with another umask, time zone,
# locale and, as root, by another user: every byte is the same. With DRIVELAUNCH_TEST_FULL both are built from nothing
# (cmake/package.sh --verify).
#
#   usage: tests/package/same_bytes_test.sh PROGRAMS PACKAGES
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
programs=$1 packages=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

copy="$work/another place"
mkdir "$copy"
(cd "$root" && cp -R --no-preserve=timestamps CMakeLists.txt ./*.md LICENSE cmake samples launcher taskxml "$copy/")
mkdir -p "$copy/tests"
cp -R "$root"/tests/{support,acceptance} "$copy/tests/"
cp -R "$programs" "$work/programs"
as_user=()
if ((EUID == 0)); then
  chown -R nobody: "$work"
  as_user=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
fi
(
  umask 077
  cd /
  "${as_user[@]}" env -u DRIVELAUNCH_SIGN -u DRIVELAUNCH_REPOSITORY HOME="$work" TZ=Asia/Tokyo LC_ALL=C SOURCE_DATE_EPOCH=1790000000 \
    bash "$copy/cmake/package.sh" --programs "$work/programs" --output "$work/packages"
)
diff -r "$packages" "$work/packages"

# The test can fail: another time of the release is another package.
(cd / && env -u DRIVELAUNCH_SIGN SOURCE_DATE_EPOCH=1790000060 bash "$root/cmake/package.sh" --programs "$programs" --output "$work/later")
for name in 'drivelaunch-*[0-9]-windows-x64.zip' 'drivelaunch-*-acceptance-windows-x64.zip' 'drivelaunch-*.msi' 'taskxml_*.deb' 'taskxml-*.tar.gz'; do
  # shellcheck disable=SC2086 # a pattern
  if cmp -s "$packages"/$name "$work/later"/$name; then
    printf 'FAILED: %s does not know the time of the release\n' "$name" >&2
    exit 1
  fi
done

if [[ -n ${DRIVELAUNCH_TEST_FULL:-} ]]; then
  "$root/cmake/package.sh" --verify
fi
