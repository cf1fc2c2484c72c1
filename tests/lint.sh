#!/usr/bin/env bash
# Style and static analysis of every source: clang-format, clang-tidy, cppcheck; and each fuzzer for some seconds.
# clang-tidy looks again only at what has changed since it passed.
#
#   usage: tests/lint.sh [--full] [CTEST ARGUMENTS...]      -R tidy: only that one
#          tests/lint.sh [--full] FILE...                   clang-format and clang-tidy for these files only
#     --full   clang-tidy's path analyzer, too, which takes three times as long as all the rest
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ ${1:-} == --full ]]; then
  export DRIVELAUNCH_TEST_FULL=1
  shift
fi
tests/support/prepare.sh build rig test lint bench
if (($# > 0)) && [[ -f $1 ]]; then
  clang-format --dry-run -Werror "$@"
  cmake --preset linux >/dev/null
  cmake --preset mingw >/dev/null
  status=0
  for folder in build/linux build/mingw; do
    tests/support/check_tidy.py "$folder" "$@" || status=1
  done
  exit "$status"
fi

# clang-tidy learns from the build what each source includes.
tests/support/build.sh linux mingw
mkdir -p build/all
printf 'subdirs("%s" "%s")\n' "$PWD/build/linux" "$PWD/build/mingw" >build/all/CTestTestfile.cmake
exec ctest --test-dir build/all --parallel "$(nproc)" --output-on-failure -L '^lint$' "$@"
