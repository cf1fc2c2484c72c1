#!/usr/bin/env bash
# Installs what building and testing need on Debian 12. Says what it is going to install before it does;
# installs nothing when nothing is missing.
#
#   usage: tests/support/prepare.sh
set -euo pipefail

packages=(
  cmake ninja-build ccache g++ clang clang-format clang-tidy libclang-rt-14-dev dpkg-dev       # build and lint
  cppcheck                                                                              # lint
  g++-mingw-w64-x86-64-posix                                                            # Windows cross build
  libboost-program-options-dev libtinyxml2-dev libfmt-dev doctest-dev                   # libraries
  wine wine64 samba samba-common-bin smbclient libnss-wrapper python3 xvfb              # the rig
  fuse3 libfuse3-dev libsmbclient-dev pkg-config                                        # its mount of the shares
  libxml2-utils                                                                         # schema validation in tests
  libxml2-dev                                                                           # an opponent in the benchmark
)

missing=()
for package in "${packages[@]}"; do
  if [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true) != installed ]]; then
    missing+=("$package")
  fi
done
if ((${#missing[@]} == 0)); then
  exit 0
fi

printf 'installing from Debian: %s\n' "${missing[*]}" >&2
run_as_root=()
if ((EUID != 0)); then
  run_as_root=(sudo)
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${run_as_root[@]}" apt-get update &&
  "${run_as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
  >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  printf 'could not install: %s\n' "${missing[*]}" >&2
  exit 1
fi
