#!/usr/bin/env bash
# The Debian package: what it holds, that lintian finds no error, and that its program runs from the unpacked tree. With
# DRIVELAUNCH_TEST_FULL it is installed, run and removed in a clean folder of Debian 12 and of 13 (debootstrap, as root); one that
# was made on Debian 13 is for that and later: GCC 14 with glibc 2.41 takes functions of glibc 2.38.
#
#   usage: tests/package/deb_test.sh PACKAGES
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
package=$(echo "$1"/taskxml_*_amd64.deb)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

[[ $(dpkg-deb --field "$package" Package Version | tr '\n' ' ') == "Package: taskxml Version: "[0-9]* ]] || fail 'its name'
# Nothing but the C library, so that one package is for every release from the one it was made on.
depends=$(dpkg-deb --field "$package" Depends)
[[ $depends =~ ^libc6\ \(\>=\ 2\.[0-9]+\)$ ]] || fail "it depends on $depends"
dpkg-deb --contents "$package" >"$work/list"
if awk '$2 != "root/root"' "$work/list" | grep .; then fail 'a file does not belong to root'; fi
for name in usr/bin/taskxml usr/share/man/man1/taskxml.1.gz usr/share/bash-completion/completions/taskxml \
  usr/share/doc/taskxml/copyright usr/share/doc/taskxml/THIRD-PARTY.gz usr/share/doc/taskxml/examples/drives.ini; do
  grep -q " \./$name\$" "$work/list" || fail "it has no $name"
done

(cd "$work" && LC_ALL=C.UTF-8 lintian --allow-root --fail-on error "$package") || fail 'lintian found an error'

dpkg-deb --extract "$package" "$work/tree"
sample=$root/samples/nightly-backup.xml
"$work/tree/usr/bin/taskxml" wrap -o "$work/wrapped.xml" "$sample"
"$work/tree/usr/bin/taskxml" unwrap -o "$work/unwrapped.xml" "$work/wrapped.xml"
cmp "$sample" "$work/unwrapped.xml"
if cmp -s "$sample" "$work/wrapped.xml"; then fail 'wrap changed nothing'; fi

if [[ -n ${DRIVELAUNCH_TEST_FULL:-} ]]; then
  ((EUID == 0)) || fail 'installing it in a clean folder needs root'
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' | grep -v security | head -n 1)
  releases=(bookworm trixie)
  needed=${depends#*>= }
  if dpkg --compare-versions "${needed%)}" gt 2.36; then
    releases=(trixie)
    printf 'not for Debian 12, whose C library is 2.36: %s\n' "$depends"
  fi
  for release in "${releases[@]}"; do
    debootstrap --variant=minbase "$release" "$work/$release" "$mirror" >"$work/log" 2>&1 || {
      tail -n 20 "$work/log" >&2
      fail "debootstrap $release"
    }
    cp "$package" "$work/$release/taskxml.deb"
    cp "$sample" "$work/$release/sample.xml"
    chroot "$work/$release" dpkg --install /taskxml.deb
    chroot "$work/$release" sh -ec 'taskxml wrap -o /wrapped.xml /sample.xml && taskxml unwrap /wrapped.xml | cmp - /sample.xml'
    chroot "$work/$release" dpkg --purge taskxml
    [[ ! -e $work/$release/usr/bin/taskxml && ! -e $work/$release/usr/share/doc/taskxml ]] || fail "left in $release"
    printf 'installed, run and removed in %s\n' "$release"
  done
fi
