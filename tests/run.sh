#!/usr/bin/env bash
# The test command: installs what is missing, builds, and runs every test: native with sanitizers, the same under Wine,
# end-to-end against a Samba server, fuzzing for some seconds, formatting and lint.
#
#   usage: tests/run.sh [--full]      --full: the long figures, too (storms, 5,000 tails, long fuzzing)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case "${1:-}" in
  '') ;;
  --full) export DRIVELAUNCH_TEST_FULL=1 ;;
  *)
    printf 'usage: tests/run.sh [--full]\n' >&2
    exit 3
    ;;
esac

tests/support/prepare.sh
tests/support/build.sh linux mingw

# One list of all tests, so that one summary at the end counts them.
mkdir -p build/all
printf 'subdirs("%s" "%s")\n' "$PWD/build/linux" "$PWD/build/mingw" >build/all/CTestTestfile.cmake
exec tests/rig/with-rig.sh ctest --test-dir build/all --parallel "$(nproc)" --output-on-failure --timeout 900
