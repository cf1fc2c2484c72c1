#!/usr/bin/env bash
# Installs what the named parts of the project need, on Debian 12 and 13. Says what it is going to install before it does;
# installs nothing when nothing is missing.
#
#   usage: tests/support/prepare.sh PART...
#     build   compilers and libraries, for Linux and for Windows
#     rig     Wine, the Samba servers and the mount of their shares
#     test    what single tests need besides
#     package what packages are made and tested with
#     node    a parser of PowerShell, for --full
#     lint    style, static analysis and fuzzing
#     bench   an opponent of the benchmark
set -euo pipefail

# A library of the compiler clang, whose package is called after its version.
clang_runtime() {
  local depends
  depends=$(dpkg-query -W -f '${Depends}' clang 2>/dev/null || apt-cache depends clang 2>/dev/null || true)
  printf 'libclang-rt-%s-dev' "$(grep -o 'clang-[0-9]*' <<<"$depends" | head -n 1 | grep -o '[0-9]*$' || true)"
}

packages_of() {
  case $1 in
    build) printf '%s\n' cmake ninja-build ccache g++ python3 dpkg-dev pkg-config g++-mingw-w64-x86-64-posix lld \
      libboost-program-options-dev libtinyxml2-dev libfmt-dev nlohmann-json3-dev doctest-dev ;;
    rig) printf '%s\n' wine wine64 samba samba-common-bin smbclient libnss-wrapper python3 fuse3 libfuse3-dev libsmbclient-dev ;;
    test) printf '%s\n' xvfb libxml2-utils chromium ;; # windows that are drawn; schema validation; the page of report
    package) printf '%s\n' wixl msitools faketime git dpkg-dev xz-utils python3 osslsigncode lintian man-db openssl \
      python3-pefile python3-jsonschema python3-yaml ansible debootstrap ;;
    node) printf '%s\n' nodejs npm ;;
    lint) printf '%s\n' clang clang-format clang-tidy "$(clang_runtime)" cppcheck clang-19 libc++-19-dev libc++abi-19-dev ;;
    bench) printf '%s\n' libxml2-dev ;;
    *)
      printf 'usage: tests/support/prepare.sh build|rig|test|package|node|lint|bench...\n' >&2
      exit 3
      ;;
  esac
}

find_missing() {
  local part package
  missing=()
  for part in "$@"; do
    for package in $(packages_of "$part"); do
      if [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true) != installed ]]; then
        missing+=("$package")
      fi
    done
  done
}

find_missing "$@"
if ((${#missing[@]} == 0)); then
  exit 0
fi

run_as_root=()
if ((EUID != 0)); then
  run_as_root=(sudo)
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
printf 'installing from the archive of this machine: %s\n' "${missing[*]}" >&2
if ! "${run_as_root[@]}" apt-get update >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  exit 1
fi
find_missing "$@" # the list has the version of clang
if ! "${run_as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" \
  >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  printf 'could not install: %s\n' "${missing[*]}" >&2
  exit 1
fi
