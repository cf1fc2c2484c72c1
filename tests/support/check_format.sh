#!/usr/bin/env bash
# Fails when a source is not formatted as .clang-format says, and names the line.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
git ls-files -co --exclude-standard '*.cpp' '*.hpp' | xargs -r clang-format --dry-run -Werror
