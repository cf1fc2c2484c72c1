#!/usr/bin/env bash
# taskxml as a process: exit codes, standard streams, and what only a real system can refuse.
#
#   usage: cli_test.sh TASKXML TASK.xml
set -euo pipefail

taskxml=$1
task=$2
folder=$(mktemp -d)
trap 'chmod -R u+rwx "$folder"; rm -rf "$folder"' EXIT

fail() {
  printf 'cli_test: %s\n' "$1" >&2
  exit 1
}

expect() { # CODE TEXT COMMAND...: the exit code, and a text on standard error
  local code=0 wanted_code=$1 wanted=$2 errors
  shift 2
  errors=$("$@" 2>&1 >/dev/null) || code=$?
  ((code == wanted_code)) || fail "exit code $code, not $wanted_code: $*: $errors"
  [[ $errors == *"$wanted"* ]] || fail "no \"$wanted\": $*: $errors"
}

expect 3 'a command is missing' "$taskxml"
expect 1 '' "$taskxml" diagnose "$task"
expect 0 '' "$taskxml" --help
expect 0 '' "$taskxml" --version
expect 0 'wrapped 1 of 1' "$taskxml" wrap "$task"
expect 1 'would have wrapped' "$taskxml" wrap --check "$task"
expect 2 'cannot open' "$taskxml" wrap "$folder/missing.xml"
expect 3 'it is a folder' "$taskxml" wrap -o "$folder" "$task"
expect 3 'holds the result of one file' "$taskxml" wrap -o "$folder/x.xml" "$task" "$task"
expect 3 'standard output: holds the result of one file' "$taskxml" wrap "$task" "$task"
expect 3 'a folder needs a --select' "$taskxml" wrap --check "$folder"
head -c 101 "$task" >"$folder/cut.xml"
expect 2 'cut.xml:2: invalid UTF-16: the file ends in half a character' "$taskxml" wrap --in-place "$folder/cut.xml"
mkdir -p "$folder/System32/Tasks"
cp "$task" "$folder/System32/Tasks/Nightly"
expect 2 'Task Scheduler keeps its tasks there' "$taskxml" wrap --in-place "$folder/System32/Tasks/Nightly"
cmp "$task" "$folder/System32/Tasks/Nightly" || fail "a file of Task Scheduler changed"
rm -r "$folder/System32" "$folder/cut.xml"

# A file of 10 MB with 10,000 actions, in place and back.
{
  printf '<Task xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"><Actions>\n'
  for ((i = 0; i < 10000; i++)); do
    printf '<Exec><Command>S:\\a.exe</Command><Arguments>%0970d</Arguments></Exec>\n' "$i"
  done
  printf '</Actions></Task>\n'
} >"$folder/large.xml"
(($(stat -c %s "$folder/large.xml") > 10000000)) || fail "the large file is not large"
cp "$folder/large.xml" "$folder/copy.xml"
expect 0 'wrapped 10000 of 10000' "$taskxml" wrap --in-place "$folder/copy.xml"
expect 0 'unwrapped 10000 of 10000' "$taskxml" unwrap --in-place "$folder/copy.xml"
cmp "$folder/large.xml" "$folder/copy.xml" || fail "the large file did not come back"
rm "$folder/large.xml" "$folder/copy.xml"

# Standard streams carry bytes.
"$taskxml" wrap - <"$task" 2>/dev/null | "$taskxml" unwrap - 2>/dev/null | cmp - "$task" || fail "a pipe changed bytes"

# A full disk, played by a device that has no room.
expect 2 'cannot write: standard output' bash -c '"$1" wrap "$2" >/dev/full' - "$taskxml" "$task"
expect 2 'cannot write: /dev/full' "$taskxml" wrap -o /dev/full "$task"

# A folder without permission. Root may read it all the same; then another account tries.
mkdir "$folder/closed" "$folder/open"
cp "$task" "$folder/open/a.xml"
cp "$task" "$folder/closed/b.xml"
chmod 755 "$folder"
as_user=()
if ((EUID == 0)); then
  as_user=(setpriv --reuid 65534 --regid 65534 --clear-groups)
fi
chmod 000 "$folder/closed"
expect 2 'cannot read the folder' "${as_user[@]}" "$taskxml" wrap --select all --check "$folder"
chmod 755 "$folder/closed"
chmod 444 "$folder/open/a.xml"
expect 2 'ermission denied' "${as_user[@]}" "$taskxml" wrap --in-place "$folder/open/a.xml"
cmp "$task" "$folder/open/a.xml" || fail "a file without permission changed"
if ((EUID == 0)); then
  # Somebody else's file in a folder one may write to: its owner could not be kept.
  mkdir "$folder/shared"
  chmod 777 "$folder/shared"
  cp "$task" "$folder/shared/c.xml"
  chmod 666 "$folder/shared/c.xml"
  expect 2 'cannot keep the owner' "${as_user[@]}" "$taskxml" wrap --in-place "$folder/shared/c.xml"
  [[ $(ls -A "$folder/shared") == c.xml ]] || fail "a refused replacement leaves something behind"
fi
