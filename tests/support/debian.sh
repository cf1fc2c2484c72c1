#!/usr/bin/env bash
# Runs a command in a folder of another Debian release, on a copy of the project as it is committed: the way to try the
# release this machine does not have. The first time it makes the folder (debootstrap), which takes some minutes. What was
# installed and built there stays for the next time.
#
#   usage: tests/support/debian.sh RELEASE COMMAND...      sudo tests/support/debian.sh trixie bash samples/demo.sh
#   DRIVELAUNCH_DEBIAN_FOLDER   where the releases are kept; default /var/tmp/drivelaunch-debian
#   DRIVELAUNCH_TEST_FULL       passed on
set -euo pipefail

if (($# < 2)) || ((EUID != 0)); then
  printf 'usage, as root: tests/support/debian.sh RELEASE COMMAND...\n' >&2
  exit 3
fi
release=$1
shift
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
root=${DRIVELAUNCH_DEBIAN_FOLDER:-/var/tmp/drivelaunch-debian}/$release

if [[ ! -e $root/complete ]]; then
  command -v debootstrap >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y debootstrap >/dev/null
  # The archive that this machine has its own packages from.
  archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Component: main' |
    grep -v security | sort -u | head -n 1)
  rm -rf "$root"
  mkdir -p "$root"
  printf 'making %s in %s\n' "$release" "$root" >&2
  debootstrap --variant=minbase --include=ca-certificates,git,apt-utils "$release" "$root" "$archive" >"$root.log" 2>&1
  touch "$root/complete"
fi

# Processes and mounts of the release end with the command.
export root project
exec unshare --mount --pid --fork --kill-child bash -c '
  set -euo pipefail
  mount --make-rprivate /
  mount -t proc proc "$root/proc"
  mount --rbind /sys "$root/sys"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs tmpfs "$root/tmp"
  cp /etc/resolv.conf /etc/hosts "$root/etc/" 2>/dev/null || true
  for file in /etc/apt/apt.conf.d/*proxy*; do [[ -e $file ]] && cp "$file" "$root/etc/apt/apt.conf.d/"; done
  copy=$root/root/project
  [[ -d $copy ]] || git init -q "$copy"
  git -C "$copy" fetch -q "$project" HEAD
  git -C "$copy" checkout -q -f --detach FETCH_HEAD
  git -C "$copy" clean -q -f -d # what was built stays, it is ignored
  exec env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM="${TERM:-dumb}" \
    DRIVELAUNCH_TEST_FULL="${DRIVELAUNCH_TEST_FULL:-}" chroot "$root" bash -c "cd /root/project && exec \"\$@\"" _ "$@"
' _ "$@"
