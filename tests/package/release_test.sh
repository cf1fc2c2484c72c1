#!/usr/bin/env bash
# cmake/package.sh --release refuses until version, changelog and tag agree and no address is a placeholder, in a repository made
# for it.
#
#   usage: tests/package/release_test.sh
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What check_release needs, and a packaging that only says it was reached.
mkdir -p "$work/cmake/package" "$work/tests/support"
cp "$root/cmake/package.sh" "$work/cmake/"
cp "$root/LICENSE" "$work/"
sed 's/^MAINTAINER_ADDRESS = .*/MAINTAINER_ADDRESS = "packages@example.org"/' "$root/cmake/package/product.py" >"$work/cmake/package/product.py"
unset DRIVELAUNCH_REPOSITORY
printf 'project(DriveLaunch VERSION 1.2.0 LANGUAGES CXX)\n' >"$work/CMakeLists.txt"
printf '#!/bin/sh\n' >"$work/tests/support/prepare.sh"
chmod +x "$work/tests/support/prepare.sh"
printf 'print("packed")\n' >"$work/cmake/package/make.py"
mkdir "$work/programs"
cd "$work"
git init -q
git config user.name test
git config user.email test@example.org
git commit -q --allow-empty -m begin
commit() { git add -A && git commit -q --allow-empty -m "$1"; }
# expect PATTERN: what --release says
expect() {
  local said
  said=$(bash cmake/package.sh --release --programs programs --output "$work/.git/out" 2>&1 || true)
  if ! grep -q "$1" <<<"$said"; then
    printf 'FAILED: expected "%s", got "%s"\n' "$1" "$said" >&2
    exit 1
  fi
}

printf '# Changes\n\n## Unreleased\n\n### Added\n\n- `x`: new\n- `y`: new\n\n## 1.1.0\n\n- old\n' >CHANGELOG.md
expect 'git status shows changes'
commit first
expect 'CHANGELOG.md has 2 changes under Unreleased: move them under ## 1.2.0'
printf '# Changes\n\n## Unreleased\n\n## 1.1.0\n\n- old\n' >CHANGELOG.md
commit second
expect 'CHANGELOG.md ends with 1.1.0, and CMakeLists.txt says 1.2.0'
printf '# Changes\n\n## Unreleased\n\n## 1.2.0 - 2026-12-01\n\n- new\n\n## 1.1.0\n\n- old\n' >CHANGELOG.md
commit third
expect 'REPOSITORY in cmake/package/product.py is a placeholder, https://drivelaunch.example/drivelaunch: set DRIVELAUNCH_REPOSITORY'
expect 'a release says where it is published and by whom'
export DRIVELAUNCH_REPOSITORY=https://git.example.org/drivelaunch
cp "$root/cmake/package/product.py" cmake/package/
commit fourth
expect 'MAINTAINER_ADDRESS in cmake/package/product.py is a placeholder, packages@drivelaunch.example: change it'
git reset -q --hard HEAD~1
expect 'the tag v1.2.0 is not at this commit: git tag v1.2.0'
git tag v1.2.0 HEAD~1
expect 'the tag v1.2.0 is not at this commit'
git tag -d v1.2.0 >/dev/null
git tag -a v1.2.0 -m release
expect '^packed$'
