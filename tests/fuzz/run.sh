#!/usr/bin/env bash
# Builds the fuzz targets and runs each of them for a while, starting from its seeds. Fails when one finds something,
# and says which input did it.
#
#   usage: tests/fuzz/run.sh [SECONDS [TARGET...]]      TARGET is the NAME of a NAME_fuzz.cpp; without one: all
#
# Without SECONDS, as the test command calls it: 5, and 180 with --full (DRIVELAUNCH_TEST_FULL=1).
set -euo pipefail

if (($# == 0)); then
  set -- "$([[ ${DRIVELAUNCH_TEST_FULL:-} == 1 ]] && printf 180 || printf 5)"
fi
if [[ ! $1 =~ ^[1-9][0-9]*$ ]]; then
  printf 'usage: tests/fuzz/run.sh [SECONDS [TARGET...]]\n' >&2
  exit 2
fi
seconds=$1
shift

folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$folder/../.." && pwd)
targets=("$@")
if ((${#targets[@]} == 0)); then
  for source in "$folder"/*_fuzz.cpp; do
    targets+=("$(basename "$source" _fuzz.cpp)")
  done
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cd "$project"
mkdir -p build
exec {build_lock}>build/fuzz.lock  # two runs side by side must not build at the same time
flock "$build_lock"
if ! { cmake --preset fuzz && cmake --build --preset fuzz --target "${targets[@]/%/_fuzz}"; } >"$scratch/build.log" 2>&1; then
  tail -n 40 "$scratch/build.log" >&2
  printf 'the fuzz targets do not build\n' >&2
  exit 1
fi
exec {build_lock}>&-

findings=$project/build/fuzz/findings
failed=0
for target in "${targets[@]}"; do
  corpus=$scratch/$target
  mkdir -p "$corpus"
  seeds=("$folder/seeds/$target")
  # Test data that serves as seeds as well: folders of the project, one a line.
  if [[ -e $folder/$target.seeds ]]; then
    mapfile -t seeds <"$folder/$target.seeds"
  fi
  for seed_folder in "${seeds[@]}"; do
    find "$seed_folder" -maxdepth 1 -type f -size -16k -exec cp -t "$corpus" {} +
  done
  options=(-max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1
    -artifact_prefix="$scratch/finding-")
  if [[ -e $folder/$target.dict ]]; then
    options+=(-dict="$folder/$target.dict")
  fi
  log=$scratch/$target.log
  if "$project/build/fuzz/tests/${target}_fuzz" "${options[@]}" "$corpus" >"$log" 2>&1; then
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    printf 'fuzz %s: %s executions in %s s, no finding\n' "$target" "$executions" "$seconds"
    continue
  fi
  failed=1
  tail -n 40 "$log" >&2
  printf 'fuzz %s: a finding\n' "$target" >&2
  for input in "$scratch"/finding-*; do
    [[ -e $input ]] || continue
    mkdir -p "$findings"
    mv "$input" "$findings/$target-$(basename "$input")"
    printf '  kept: %s\n' "$findings/$target-$(basename "$input")" >&2
  done
done
exit "$failed"
