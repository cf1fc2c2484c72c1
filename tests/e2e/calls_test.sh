#!/usr/bin/env bash
# What one run asks of Windows, counted by Wine's trace of calls: WNet calls for each drive, the libraries it loads, and
# the whole list of calls_of_a_run.txt.
#
#   usage: tests/e2e/calls_test.sh DRIVELAUNCH ACT_CHILD      inside with-rig.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
wine=$here/../rig/wine.sh
elevated=$here/../rig/wine-elevated.sh
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

# trace_only MODULE.FUNCTION;...: a trace of all calls takes minutes.
trace_only() {
  "$wine" reg.exe add 'HKCU\Software\Wine\Debug' /v RelayInclude /d "$1" /f >/dev/null
}

# list_calls: of what is in $trace, what the launcher itself asked for by name: COUNT CALL NAMES. Its process is the one that
# connects; its program's image is below 4 GB, like that of its child. What differs from run to run has a name in capitals.
list_calls() {
  local process
  process=$(grep -aoE '^[0-9a-f]{4}:[0-9a-f]{4}:Call mpr\.WNetAddConnection2W' "$trace" | head -n 1 | cut -d : -f 1)
  grep -aE "^$process:[0-9a-f]{4}:Call .* ret=14[0-9a-f]{7}\$" "$trace" |
    python3 -c '
import re, sys
named = re.compile(r"CreateFileW|Directory|DeleteFileW|FindFirst|GetFileAttributes|MoveFile|Library|_beginthreadex|CreateThread"
                   r"|CreateProcess|QueryDosDevice|DriveType|LogicalDrives|LockFileEx|Reg[A-Z]|LookupAccount|SecurityInfo"
                   r"|EventSource|ReportEvent")
for line in sys.stdin:
    module, function, arguments = re.search(r"Call ([^.]+)\.([^(]+)\((.*)\) ret=", line).groups()
    if module.lower() in ("kernel32", "msvcrt", "advapi32") and not named.search(function):
        continue
    names = " ".join(re.findall(r"L\"((?:[^\"\\]|\\.)*)\"", arguments)).replace("\\\\", "\\")
    for pattern, name in ((r"B:\\calls-test\.\w+", "WORK"), (r"[A-Z]:\\users\\[^\\ ]+", "PROFILE"), (r"S-1-5-21[-\d]+", "SID"),
                          (r"(leases|Sessions)\\[0-9a-f]+", r"\1\\SESSION"), (r"\\U\.\d+-\d+-\w+", r"\\U.LEASE")):
        names = re.sub(pattern, name, names)
    print(f"{function} {names}".rstrip())' | sort | uniq -c | sed -E 's/^ +//'
}

# expect_listed_calls: they are those of calls_of_a_run.txt, no more and no fewer.
expect_listed_calls() {
  local list=$here/calls_of_a_run.txt changes
  # The window that hears an end loads user32 on a thread of its own, which a program this short may not wait for.
  changes=$(diff <(grep -v '^#' "$list" | grep . | sort) <(list_calls | { grep -v 'LoadLibraryExW user32[.]dll$' || true; } | sort) |
    sed -nE -e 's/^> /  new: /p' -e 's/^< /  no longer: /p' || true)
  [[ -z $changes ]] || fail "a run makes other calls than tests/e2e/calls_of_a_run.txt lists:
$changes"
}

trace_only 'mpr.*'

# U: to W: are beyond those that tests running beside this one reserve, and no other test has files open on these shares.
run +relay --drive 'U=\\media\projects'
expect_calls 1
run +relay --drive 'U=\\media\projects' --drive 'V=\\nas\projects' --drive 'W=\\media\in'
expect_calls 3

# What only credentials and group memberships need.
run +loaddll --drive 'U=\\media\projects'
grep -qai 'mpr\.dll' "$trace" || fail "the trace has no libraries"
! grep -aiE '(netapi32|crypt32)\.dll' "$trace" >&2 || fail "a run without need of them loads these"

# One run as a task has it: drives.ini, a log, a program. It is elevated: only then the folder of the log is looked at. The run
# before it has made what stays.
build=$(dirname "$(dirname "$launcher")")
work=$(mktemp -d "$build/calls-test.XXXXXX")
trap 'rm -rf "$trace" "$work"' EXIT
seen="B:\\${work##*/}" # the build folder is the root of B:
printf '[launcher]\nlog = %s\\run.log\n[drive.U]\npath = \\\\media\\projects\n' "$seen" >"$work/drives.ini"
cp "$2" "$work/child.exe"
launcher=${launcher#"$build"}
launcher="B:${launcher//\//\\}"
files='CreateFileW CreateDirectoryW RemoveDirectoryW DeleteFileW FindFirstFileW FindFirstFileExW GetFileAttributesW
  GetFileAttributesExW MoveFileExW LoadLibraryExW LoadLibraryW LockFileEx CreateThread CreateProcessW QueryDosDeviceW
  GetDriveTypeW GetLogicalDrives'
trace_only "$(printf 'kernel32.%s;' $files)msvcrt._beginthreadex;advapi32.*;mpr.*;userenv.*;netapi32.*;shell32.*;ole32.*;crypt32.*"
child=$seen\\child.exe
"$elevated" "$launcher" --config "$seen\drives.ini" -- "$child" exit 0
code=0
WINEDEBUG=-all,+relay,+pid "$elevated" "$launcher" --config "$seen\drives.ini" -- "$child" exit 0 2>"$trace" || code=$?
((code == 0)) || fail "the listed run ended with $code"
expect_listed_calls
