#!/usr/bin/env bash
# What one run asks of Windows, counted by Wine's trace of calls: WNet calls for each drive, and the libraries it loads.
#
#   usage: tests/e2e/calls_test.sh DRIVELAUNCH ACT_CHILD      inside with-rig.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
wine=$here/../rig/wine.sh
launcher=$1 child=Z:$2
trace=$(mktemp)
trap 'rm -f "$trace"' EXIT

fail() {
  printf 'calls_test: %s\n' "$1" >&2
  exit 1
}

# run CHANNELS DRIVE...: a run whose program ends with 7; what Wine traced is in $trace.
run() {
  local channels=$1 code=0
  shift
  WINEDEBUG=-all,$channels "$wine" "$launcher" "$@" -- "$child" exit 7 2>"$trace" || code=$?
  ((code == 7)) || fail "the run ended with $code: $*"
}

# expect_calls DRIVES: the launcher itself called WNet functions at most three times for each, and once for all.
expect_calls() {
  local drives=$1 calls all
  # The program's image is below 4 GB and above all that Wine loads low: 0x14.......
  calls=$(grep -aoE 'Call mpr\.WNet[A-Za-z0-9]+\(.* ret=14[0-9a-f]{7}$' "$trace" | sed -E 's/Call mpr\.(WNet[A-Za-z0-9]+).*/\1/' || true)
  all=$(grep -c . <<<"$calls" || true)
  [[ $calls == *WNetAddConnection2W* ]] || fail "the trace has no calls"
  (($(grep -c '^WNetGetProviderNameW$' <<<"$calls") == 1)) || fail "the provider's name is asked for more than once"
  ((all - 1 <= 3 * drives)) || fail "$all WNet calls for $drives drives: $(sort <<<"$calls" | uniq -c | tr '\n' ' ')"
}

# Only this library: a trace of all calls takes minutes.
"$wine" reg.exe add 'HKCU\Software\Wine\Debug' /v RelayInclude /d 'mpr.*' /f >/dev/null

# U: to W: are beyond those that tests running beside this one reserve, and no other test has files open on these shares.
run +relay --drive 'U=\\media\projects'
expect_calls 1
run +relay --drive 'U=\\media\projects' --drive 'V=\\nas\projects' --drive 'W=\\media\in'
expect_calls 3

# What only credentials and group memberships need.
run +loaddll --drive 'U=\\media\projects'
grep -qai 'mpr\.dll' "$trace" || fail "the trace has no libraries"
! grep -aiE '(netapi32|crypt32)\.dll' "$trace" >&2 || fail "a run without need of them loads these"
