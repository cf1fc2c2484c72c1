#!/usr/bin/env bash
# The test command: installs what is missing, builds, and runs every test: native with sanitizers, the same under Wine,
# end-to-end against a Samba server. Style and static analysis are tests/lint.sh.
#
#   usage: tests/run.sh [--full] [--case PATTERN] [CTEST ARGUMENTS...]
#     --full          the long figures, too (storms, 5,000 tails, long fuzzing)
#     --case PATTERN  of each test program only the test cases whose names match: --case 'G5*'
#     -R leases       an argument of ctest: only the tests whose name matches
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

full=
arguments=()
while (($# > 0)); do
  case $1 in
    --full) full=1 ;;
    --case)
      export DRIVELAUNCH_TEST_CASE=${2:?"--case needs a pattern"}
      arguments+=(-L '^doctest$')
      shift
      ;;
    -h | --help)
      sed -n 's/^# \{0,1\}//; 2,9p' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    *) arguments+=("$1") ;;
  esac
  shift
done

tests/support/prepare.sh build rig test package
if [[ -n $full ]]; then
  export DRIVELAUNCH_TEST_FULL=1
  tests/support/prepare.sh lint # the fuzzers are clang's
fi
tests/support/build.sh linux linux:taskxml_portable mingw

# One list of all tests, so that one summary at the end counts them.
mkdir -p build/all
printf 'subdirs("%s" "%s")\n' "$PWD/build/linux" "$PWD/build/mingw" >build/all/CTestTestfile.cmake
exit_code=0
# Two tests for each processor: many wait for servers most of the time.
tests/rig/with-rig.sh ctest --test-dir build/all --parallel "$((2 * $(nproc)))" --output-on-failure --timeout 900 -LE '^lint$' \
  "${arguments[@]}" || exit_code=$?
if [[ -n $full ]] && ((exit_code == 0)); then
  tests/fuzz/run.sh 180 || exit_code=$?
fi
if [[ ! -d ${DRIVELAUNCH_CORPUS:-../shared/corpus} ]]; then
  printf 'not run: what needs real task definitions, which are not part of the project (DRIVELAUNCH_CORPUS names them)\n' >&2
fi
tests/page/axe.sh >/dev/null || true # says what was not run
exit "$exit_code"
