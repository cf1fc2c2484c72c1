#!/usr/bin/env bash
# The MSI and the ZIP on a machine without anything of ours, in a rig of its own: silent installation, the wrapped sample task from
# Program Files against the rig's server, upgrade from an older MSI while a task runs, repair, refused downgrade, uninstallation;
# then the same task by the ZIP and `setup`. Windows Installer is Wine's, which gives no rights (MsiLockPermissionsEx): those
# are compared by package.msi-tables.
#
#   usage: tests/package/msi_test.sh PROGRAMS PACKAGES MINGW_BUILD
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..

if [[ ${1:-} != --in-rig ]]; then
  programs=$1 packages=$2 mingw=$3
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  # An older version, of the same programs: what counts is the version that the MSI says.
  SOURCE_DATE_EPOCH=1780000000 /usr/bin/python3 -B "$root/cmake/package/make.py" 0.0.1 1780000000 "$programs" "$work/old"
  cp "$work"/old/*.msi "$work/old.msi"
  cp "$packages"/*.msi "$work/new.msi"
  cp "$packages"/drivelaunch-*[0-9]-windows-x64.zip "$work/new.zip"
  export DRIVELAUNCH_RIG_PROVIDER=$mingw/tests/rig/provider.dll
  code=0
  "$root/tests/rig/with-rig.sh" bash "${BASH_SOURCE[0]}" --in-rig "$work" "$mingw" || code=$?
  exit "$code"
fi

work=$2 mingw=$3
wine=$root/tests/rig/wine.sh
elevated=$root/tests/rig/wine-elevated.sh
disk_c=$WINEPREFIX/drive_c
folder="$disk_c/Program Files/DriveLaunch"
data=$disk_c/ProgramData/DriveLaunch
source_key='HKLM\SYSTEM\CurrentControlSet\Services\EventLog\Application\DriveLaunch'
readonly refused=67 # 1603 ERROR_INSTALL_FAILURE, of which Wine's exit code has the low 8 bits

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}
run() { "$wine" "$@" </dev/null 2>&1 | tr -d '\r'; }
run_elevated() { "$elevated" "$@" </dev/null 2>&1 | tr -d '\r'; }
# install EXPECTED_CODE ARGUMENTS...
install() {
  local expected=$1 code=0
  shift
  (cd "$work" && "$elevated" msiexec.exe "$@" /qn /norestart </dev/null >"$work/output" 2>&1) || code=$?
  tr -d '\r' <"$work/output" | sed "s|^|  msiexec $1 $2: |"
  ((code == expected)) || fail "msiexec $* ended with $code, not $expected"
}
# value KEY NAME: what the registry has; empty: nothing
value() { run reg.exe query "$1" /v "$2" 2>/dev/null | sed -n "s/^ *$2 *REG_[A-Z_]* *//p"; }
has_search_path() { [[ $(value 'HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment' PATH) == *'\DriveLaunch'* ]]; }
installed_version() { value 'HKLM\SOFTWARE\DriveLaunch' Version; }
products() { run reg.exe query 'HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall' /s | grep -c 'DisplayName .* DriveLaunch$' || true; }

check_installed() {
  [[ $(run 'C:\Program Files\DriveLaunch\drivelaunch.exe' --version) == 'drivelaunch '* ]] || fail 'drivelaunch --version'
  [[ $(run 'C:\Program Files\DriveLaunch\taskxml.exe' --version) == 'taskxml '* ]] || fail 'taskxml --version'
  [[ $(value "$source_key" EventMessageFile) == 'C:\Program Files\DriveLaunch\drivelaunch.exe' ]] || fail 'no event source'
  [[ -d $data/logs && -d $data/credentials ]] || fail 'the folders of ProgramData are not there'
}
# The action of the wrapped sample, started as Task Scheduler does.
run_sample_task() {
  rm -rf "${DRIVELAUNCH_TEST_FOLDER:?}"/{tools,jobs} "$disk_c/Data"
  mkdir -p "$DRIVELAUNCH_TEST_FOLDER"/{tools,jobs} "$disk_c/Data/Day end"
  cp "$root/samples/backup.cmd" "$DRIVELAUNCH_TEST_FOLDER/tools/"
  printf 'orders of the day\r\n' >"$disk_c/Data/Day end/orders.csv"
  run "$folder/taskxml.exe" show --format json "Z:$root/samples/nightly-backup.wrapped.xml" >"$work/action.json"
  /usr/bin/python3 -c '
import json, sys
action = json.load(sys.stdin)[0]
sys.stdout.write("\n".join(action[key] or "" for key in ("command", "command_arguments", "command_directory")))
' <"$work/action.json" >"$work/action.txt"
  [[ $(run "$mingw/tests/start_action.exe" "Z:$work/action.txt") == 'exit code 0x00000003' ]] || fail 'the sample task'
  cmp "$disk_c/Data/Day end/orders.csv" "$DRIVELAUNCH_TEST_FOLDER/jobs/orders.csv"
}
write_drives_ini() {
  printf '[drive.S]\r\npath = %s\r\nverify = writable\r\n' "$DRIVELAUNCH_TEST_UNC" >"$data/drives.ini"
}
# list_tasks: of a CSV of report, each task and whether it is wrapped
list_tasks() {
  /usr/bin/python3 -c '
import csv, io, sys
for row in csv.DictReader(io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", newline="")):
    print(row["path"], row["wrapped"])'
}
check_removed() {
  [[ ! -e $folder ]] || fail "left in Program Files: $(ls "$folder")"
  [[ -z $(value "$source_key" EventMessageFile) ]] || fail 'the event source is left'
  if has_search_path; then fail 'the search path is left'; fi
}

echo '== Windows before 10 is refused, and nothing is installed'
# Wine 8.0 says that it is Windows 7, Wine 10.0 that it is Windows 10: before that, Windows did not have this value.
version_key='HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
run reg.exe delete "$version_key" /v CurrentMajorVersionNumber /f >/dev/null || true
install "$refused" /i new.msi
[[ ! -e $folder && ! -e $data ]] || fail 'something was installed'
run reg.exe add "$version_key" /v CurrentMajorVersionNumber /t REG_DWORD /d 10 /f

echo '== silent installation of the older version; what somebody put in the place of a folder is moved aside first'
mkdir -p "$data"
echo 'not a folder' >"$data/logs"
install 0 /i old.msi
[[ $(cat "$data/logs.moved-1") == 'not a folder' ]] || fail 'setup did not run before the folders were made'
check_installed
has_search_path || fail 'no search path'
[[ $(installed_version) == 0.0.1 ]] || fail "version $(installed_version)"

echo '== the sample task runs from Program Files'
write_drives_ini
run_sample_task

echo '== upgrade while a task runs: its program ends with its own code, drives.ini, credentials, logs and event source stay'
printf '%s' "$DRIVELAUNCH_TEST_PASSWORD" | "$wine" 'C:\Program Files\DriveLaunch\drivelaunch.exe' credential set nas-backup \
  --user "$DRIVELAUNCH_TEST_USER" --server nas
(cd "$data" && find . -type f ! -name 'drivelaunch.log*' -exec sha256sum {} + | sort) >"$work/before"
[[ $(wc -l <"$work/before") -ge 3 ]] || fail 'there is no credential'
(
  code=0
  "$wine" 'C:\Program Files\DriveLaunch\drivelaunch.exe' --drive 'X=\\media\in' -- "Z:$mingw/tests/act_child.exe" \
    write "Z:$work/started" yes wait "Z:$work/go" exit 9 </dev/null >"$work/run" 2>&1 || code=$?
  echo "$code" >"$work/ended"
) &
for ((i = 0; i < 600; ++i)); do [[ ! -e $work/started ]] || break && sleep 0.1; done
[[ -e $work/started ]] || fail "the run did not start: $(cat "$work/run")"
install 0 /i new.msi
touch "$work/go"
wait
[[ $(cat "$work/ended") == 9 ]] || fail "the running task ended with $(cat "$work/ended"): $(cat "$work/run")"
check_installed
[[ $(installed_version) != 0.0.1 && $(products) == 1 ]] || fail "$(products) products, version $(installed_version)"
(cd "$data" && find . -type f ! -name 'drivelaunch.log*' ! -name tasks-at-removal.csv -exec sha256sum {} + | sort) | diff "$work/before" -
run_sample_task

echo '== repair brings a deleted file back (Wine knows no /fa)'
rm "$folder/taskxml.exe"
install 0 /i new.msi REINSTALL=ALL REINSTALLMODE=amus
check_installed

echo '== uninstallation keeps drives.ini, logs and credentials, and lists the tasks that still run through the launcher'
rm -f "$data/logs/tasks-at-removal.csv" # Wine does not set UPGRADINGPRODUCTCODE, so that the upgrade has made one
mkdir -p "$DRIVELAUNCH_TEST_TASKS/Backup"
cp "$root/samples/nightly-backup.wrapped.xml" "$DRIVELAUNCH_TEST_TASKS/Backup/Nightly"
install 0 /x new.msi
check_removed
[[ $(list_tasks <"$data/logs/tasks-at-removal.csv") == '\Backup\Nightly yes' ]] ||
  fail "the list of tasks: $(cat "$data/logs/tasks-at-removal.csv")"
rm "$data/logs/tasks-at-removal.csv" "$DRIVELAUNCH_TEST_TASKS/Backup/Nightly"
(cd "$data" && find . -type f ! -name 'drivelaunch.log*' -exec sha256sum {} + | sort) | diff "$work/before" -
[[ -d $data/logs ]] || fail 'the folder of the logs is gone'

echo '== without the search path; then the older version is refused and changes nothing'
install 0 /i new.msi ADDLOCAL=Programs
check_installed
if has_search_path; then fail 'the feature Path was not asked for'; fi
version=$(installed_version)
install "$refused" /i old.msi
[[ $(installed_version) == "$version" ]] || fail 'the older version was installed'
check_installed
install 0 /x new.msi
check_removed

echo '== the same by the ZIP and setup'
rm -rf "$data"
/usr/bin/python3 -m zipfile -e "$work/new.zip" "$disk_c/Program Files/"
run_elevated 'C:\Program Files\DriveLaunch\drivelaunch.exe' setup
check_installed
write_drives_ini
run_sample_task
run_elevated 'C:\Program Files\DriveLaunch\drivelaunch.exe' setup --remove
[[ -z $(value "$source_key" EventMessageFile) && -e $data/drives.ini ]] || fail 'setup --remove'
echo 'all passed'
