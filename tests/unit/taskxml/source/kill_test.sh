#!/usr/bin/env bash
# G15: whatever ends taskxml while it writes in place, every file is the old one or the new one. The process is
# ended in the middle of a write by the limit on file sizes, which needs no timing, and at random moments by
# SIGKILL; then a full disk is played the same way.
#
#   usage: kill_test.sh TASKXML TASK.xml
set -euo pipefail

taskxml=$1
task=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() {
  printf 'kill_test: %s\n' "$1" >&2
  exit 1
}

# A task whose wrapped form is larger than the smallest limit there is, 1 KiB.
"$taskxml" wrap -o "$folder/new.xml" "$task" 2>/dev/null
old_sum=$(sha256sum <"$task")
new_sum=$(sha256sum <"$folder/new.xml")
[[ $old_sum != "$new_sum" && $(stat -c %s "$folder/new.xml") -gt 1024 ]] || fail "the test task does not fit its purpose"

check_files() { # FOLDER: every file in it is old or new; prints how many are new
  sha256sum "$1"/*.xml | awk -v old="${old_sum%% *}" -v new="${new_sum%% *}" '
    $1 == new { ++count }
    $1 != new && $1 != old { print "neither the old nor the new file: " $2 > "/dev/stderr"; failed = 1 }
    END { printf "%d", count; exit failed }' || fail "a file was half written"
}

# Ended by SIGXFSZ when the temporary file has 1 KiB.
mkdir "$folder/limit"
cp "$task" "$folder/limit/nightly.xml"
code=0
{ (ulimit -c 0 -f 1 && exec "$taskxml" wrap --in-place "$folder/limit/nightly.xml"); } 2>/dev/null || code=$?
((code == 128 + $(kill -l XFSZ))) || fail "the file size limit did not end the process, exit code $code"
[[ $(sha256sum <"$folder/limit/nightly.xml") == "$old_sum" ]] || fail "the file changed although the write was cut"
leftovers=("$folder"/limit/.nightly.xml.taskxml-*.tmp)
[[ -e ${leftovers[0]} ]] || fail "no half-written temporary file: the process was not ended while it wrote"
# The next run is not disturbed by what is left.
"$taskxml" wrap --in-place --select all "$folder/limit" 2>/dev/null || fail "the run after the kill failed"

# The same write failing instead: a full disk. The file stays, and nothing is left beside it.
mkdir "$folder/full"
cp "$task" "$folder/full/nightly.xml"
code=0
message=$(
  trap '' XFSZ
  ulimit -f 1
  "$taskxml" wrap --in-place "$folder/full/nightly.xml" 2>&1
) || code=$?
((code == 2)) || fail "a write that fails ends with $code, not 2"
[[ $message == *"cannot write"* ]] || fail "a write that fails says: $message"
[[ $(ls -A "$folder/full") == nightly.xml ]] || fail "a write that fails leaves something behind"
[[ $(sha256sum <"$folder/full/nightly.xml") == "$old_sum" ]] || fail "a write that fails changes the file"

# The same for a new file: it never has its name half written, and where the file system knows files without a name nothing
# is left at all.
knows_nameless='import os, sys; os.open(sys.argv[1], os.O_WRONLY | os.O_TMPFILE)'
mkdir "$folder/out"
code=0
{ (ulimit -c 0 -f 1 && exec "$taskxml" wrap --output-dir "$folder/out" "$task"); } 2>/dev/null || code=$?
((code == 128 + $(kill -l XFSZ))) || fail "the file size limit did not end the process, exit code $code"
[[ ! -e $folder/out/${task##*/} ]] || fail "a new file is there, half written"
if python3 -c "$knows_nameless" "$folder/out" 2>/dev/null; then
  [[ -z $(ls -A "$folder/out") ]] || fail "a new file that was cut leaves something behind"
else
  printf 'kill_test: this file system has no files without a name\n'
fi
"$taskxml" wrap --output-dir "$folder/out" "$task" 2>/dev/null || fail "the run after the kill failed"
[[ $(sha256sum <"$folder/out/${task##*/}") == "$new_sum" ]] || fail "the new file is not what it is to be"

# Ended at random moments of a run over many files. Names do not matter to what is written: the URI does.
mkdir "$folder/many"
for ((i = 0; i < 200; i++)); do
  cp "$task" "$folder/many/$i.xml"
done
interrupted=0
for ((round = 0; round < 40 && interrupted < 2; round++)); do
  "$taskxml" wrap --in-place --select all --jobs 2 "$folder/many" >/dev/null 2>&1 &
  process=$!
  # A moment that the machine's speed shifts; what must hold does not depend on it.
  for ((spin = 0; spin < round * 300; spin++)); do :; done
  kill -KILL "$process" 2>/dev/null || true
  wait "$process" 2>/dev/null || true
  new=$(check_files "$folder/many")
  if ((new > 0 && new < 200)); then
    interrupted=$((interrupted + 1))
  fi
  if ((new > 0)); then
    "$taskxml" unwrap --in-place --select all "$folder/many" >/dev/null 2>&1 || fail "unwrap after a kill failed"
    [[ $(check_files "$folder/many") == 0 ]] || fail "unwrap after a kill did not restore all files"
  fi
done
printf 'kill_test: %d runs were ended between the first and the last file\n' "$interrupted"
