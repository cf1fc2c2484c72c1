#!/usr/bin/env bash
# The benchmark for Windows itself, with few rounds in the rig: its table and its JSON say what was measured, and it
# leaves nothing behind.
#
#   usage: tests/bench/windows/bench_test.sh DRIVELAUNCH_BENCH DRIVELAUNCH      inside with-rig.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
wine=$here/../../rig/wine.sh
program=$1
build=$(dirname "$(dirname "$1")")
# Seen from B:, where the launcher trusts every folder above it.
bench="B:${program#"$build"}" launcher="B:${2#"$build"}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
  printf 'FAILED: %s\n' "$1" >&2
  sed 's/^/  /' "$work/errors" >&2
  failures=$((failures + 1))
}

# bench OPTIONS...: output in $work/output, what it says besides in $work/errors; its exit code is $code.
bench() {
  code=0
  "$wine" "$bench" --launcher "$launcher" "$@" >"$work/output" 2>"$work/errors" </dev/null || code=$?
}

expect_clean() {
  [[ ! -e ${program%/*}/drivelaunch-bench-work ]] || fail "$1: its folder is left"
  for letter in u v w; do
    [[ ! -L $WINEPREFIX/dosdevices/$letter: ]] || fail "$1: drive $letter: is left"
  done
}

share=(--share '\\fs01\backup' --letters UVW)
bench "${share[@]}" --rounds 2 --format json
((code == 0)) || fail "a measurement ends with $code"
expect_clean 'a measurement'
python3 - "$work/output" <<'END' || fail 'the JSON is another'
import json
import statistics
import sys

report = json.load(open(sys.argv[1], encoding="utf-8"))
assert report["system"].startswith("Wine ") and report["share"] == r"\\fs01\backup" and report["rounds"] == 2, report
one, ours = "launcher, one drive, map to unmap", "launcher, 3 drives"
alone = "this machine alone: the bare calls for all 3, a thread each"
rows = [(row["what"], row["against"], row["goal"]) for row in report["rows"]]
assert rows == [(one, "four bare calls", 1.2), (one, "batch file of three commands", 0.5),
                (ours, "the bare calls for all 3, a thread each", 1.05), (alone, "four bare calls", None)], rows
for row in report["rows"]:
    sides = [[sample["wall_us"] for sample in row[side]["samples"]] for side in ("ours", "theirs")]
    assert all(len(side) == 2 and min(side) > 1000 for side in sides), sides
    ratios = [our / their for our, their in zip(*sides)]
    first, middle, third = statistics.quantiles(ratios, n=4, method="inclusive")
    assert abs(row["ratio"] - middle) < 1e-6, (row["ratio"], middle)
    assert abs(row["quartiles"][0] - first) < 1e-6 and abs(row["quartiles"][1] - third) < 1e-6, row["quartiles"]
    assert row["reached"] == (None if row["goal"] is None else row["ratio"] <= row["goal"]), row
    assert row["ours"]["wall_us"] == statistics.median(sides[0]), row["ours"]
    assert all(sample["cpu_us"] < sample["wall_us"] * 4 for sample in row["ours"]["samples"]), row["ours"]
END

bench "${share[@]}" --rounds 2
((code == 0)) || fail "a measurement as text ends with $code"
(($(grep -cE '^(launcher, |this machine alone)' "$work/output") == 4)) || fail 'the table has other rows'
grep -qE '^DriveLaunch [0-9.]+ on Wine .*, \\\\fs01\\backup, 2 rounds' "$work/output" || fail 'the table does not say where'

# What fails is no measurement, and leaves nothing.
bench --share '\\fs01\nope' --letters U --rounds 2
((code == 1)) || fail "a share that is not there gives $code"
grep -q 'cannot measure: ' "$work/errors" || fail 'a share that is not there has no message'
expect_clean 'a share that is not there'

bench --rounds 1
((code == 1)) && grep -q 'wrong option: --rounds: a number from 2' "$work/errors" || fail 'one round is taken'
# Wine has no service that could share a folder.
bench --letters U --rounds 2
((code == 1)) && grep -qE 'cannot (make the share|list): ' "$work/errors" || fail 'a share that cannot be made has no message'
expect_clean 'a share that cannot be made'
((failures == 0)) || exit 1
