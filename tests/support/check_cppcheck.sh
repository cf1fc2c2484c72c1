#!/usr/bin/env bash
# Fails when cppcheck finds something that is not in cppcheck.suppressions. Sources with test cases are left out: it does
# not read doctest's macros.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
exec cppcheck --quiet --error-exitcode=1 --std=c++20 --language=c++ --library=windows -I . -j "$(nproc)" \
  --enable=warning,performance,portability --inline-suppr --suppress=missingInclude \
  --suppressions-list=tests/support/cppcheck.suppressions launcher taskxml tests/bench tests/e2e/support tests/fuzz tests/programs \
  tests/rig/mount tests/rig/provider tests/support
