#!/usr/bin/env bash
# The acceptance program in the rig: every check that can run here passes, those that cannot are the known ones, and
# what a run leaves that dies at any step is taken away at the next start. DRIVELAUNCH_TEST_FULL=1: every principal,
# and 24 deaths.
#
#   usage: tests/acceptance/acceptance_test.sh DRIVELAUNCH_ACCEPTANCE      inside with-rig.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
elevated=$here/../rig/wine-elevated.sh # it demands an elevated prompt
wine=$here/../rig/wine.sh
program=$1
product=$WINEPREFIX/drive_c/ProgramData/DriveLaunch
work=$(mktemp -d)
# What tests before this one have left of DriveLaunch: a machine on which it was set up is only looked at.
[[ ! -e $product ]] || mv "$product" "$product.aside"
trap 'rm -rf "$work" "$DRIVELAUNCH_TEST_FAULTS"; [[ ! -e $product.aside ]] || { rm -rf "$product"; mv "$product.aside" "$product"; }' EXIT
# Three servers that never answer, as far as the checks of the launcher's waits need them.
printf 'slow%d hang=1\n' 1 2 3 >"$DRIVELAUNCH_TEST_FAULTS"
shares=(--share '\\fs01\backup' --share '\\nas\projects' --letters UV
  --silent '\\slow1\data' --silent '\\slow2\data' --silent '\\slow3\data')
served=$DRIVELAUNCH_TEST_FOLDER
failures=0

fail() {
  printf 'FAILED: %s\n' "$1" >&2
  failures=$((failures + 1))
}

# acceptance OPTIONS...: output in $work/output, what it says besides in $work/errors; its exit code is $code.
acceptance() {
  code=0
  "$elevated" "$program" --yes "${shares[@]}" --share-user "$DRIVELAUNCH_TEST_USER" "$@" \
    >"$work/output" 2>"$work/errors" <<<"$DRIVELAUNCH_TEST_PASSWORD" || code=$?
}

# expect_clean WHEN: nothing is left of the program.
expect_clean() {
  [[ ! -e $WINEPREFIX/drive_c/ProgramData/DriveLaunchAcceptance ]] || fail "$1: its folder is left"
  [[ ! -e $DRIVELAUNCH_TEST_TASKS/DriveLaunchAcceptance ]] || fail "$1: tasks are left"
  ! compgen -G "$served/drivelaunch-acceptance-*" >/dev/null || fail "$1: a folder on the first share is left"
  ! compgen -G "$served/../../nas/projects/drivelaunch-acceptance-*" >/dev/null || fail "$1: a folder on the second share is left"
  [[ ! -e $product ]] || fail "$1: folders of DriveLaunch are left: $(find "$product")"
  ! compgen -G "$DRIVELAUNCH_TEST_TASKS/DriveLaunch/*" >/dev/null || fail "$1: probes are left"
  ! find "$WINEPREFIX/drive_c" -maxdepth 3 -name 'drivelaunch-acceptance-*' | grep . >&2 ||
    fail "$1: a folder beside those of Windows is left"
  for letter in u v; do
    [[ ! -L $WINEPREFIX/dosdevices/$letter: ]] || fail "$1: drive $letter: is left: $(readlink "$WINEPREFIX/dosdevices/$letter:")"
  done
}

# What cannot be seen here, each with the beginning of its reason.
not_seen() {
  local check
  for principal in "$@"; do
    for check in "${checks[@]}"; do
      printf '%s [%s] %s\n' "$check" "$principal" "$reason"
    done
  done
}

expected_not_seen() {
  checks=(1) reason='Wine has one account'
  not_seen SYSTEM 'LOCAL SERVICE' 'NETWORK SERVICE'
  checks=(8) reason='the task ran in the logon session of this program'
  not_seen SYSTEM 'NETWORK SERVICE' interactive 'interactive, highest' 'group Users'
  checks=(17) reason="the task ran in the logon session of SYSTEM's"
  not_seen 'NETWORK SERVICE' interactive 'interactive, highest' 'group Users'
  checks=(43) reason='Wine keeps no events'
  not_seen SYSTEM 'LOCAL SERVICE' 'NETWORK SERVICE' S4U interactive 'interactive, highest' 'group Users'
  checks=(48) reason='Wine has one account'
  not_seen SYSTEM 'LOCAL SERVICE' 'NETWORK SERVICE'
  checks=(37) reason='Wine has one account'
  not_seen 'LOCAL SERVICE' 'NETWORK SERVICE'
  checks=(33) reason="Wine's icacls changes nothing"
  not_seen 'this prompt'
  checks=(35) reason='Wine makes no junctions'
  not_seen 'this prompt'
  checks=(39) reason="the rig's network does not ask the Credential Manager"
  not_seen 'this prompt'
  checks=(45) reason='Wine does not keep permissions'
  not_seen 'this prompt'
  checks=(31 37) reason='Wine has no local accounts'
  not_seen 'user, password'
  checks=(1 2 3 4 6 8 12 13 16 17 24 27 28 32 36 43 47 48 49) reason='Wine has no local accounts'
  not_seen 'user, password' 'administrator, password, limited' 'administrator, password, highest'
}

# For whom: in every run SYSTEM, an account that cannot be made, and this prompt.
chosen=(SYSTEM 'user, password' 'this prompt')
if [[ -n ${DRIVELAUNCH_TEST_FULL:-} ]]; then
  chosen=(SYSTEM 'LOCAL SERVICE' 'NETWORK SERVICE' 'user, password' 'administrator, password, limited'
    'administrator, password, highest' S4U interactive 'interactive, highest' 'group Users' 'this prompt')
fi
options=(--short)
if [[ -n ${DRIVELAUNCH_TEST_FULL:-} ]]; then options=(); fi
for principal in "${chosen[@]}"; do options+=(--for "$principal"); done

# passes OPTIONS...: the output is added to $work/results.
passes() {
  acceptance "$@"
  cat "$work/output"
  cat "$work/output" >>"$work/results"
  ((code == 0)) || fail "the run ends with $code: $(<"$work/errors")"
  [[ ! -s $work/errors ]] || fail "the run says: $(<"$work/errors")"
  grep -q '^The machine is as it was before\.' "$work/output" || fail 'the machine is not as it was before'
  expect_clean 'a whole run'
}
passes "${options[@]}"
# And one interactive principal, for the checks in which it differs from SYSTEM here: another launcher, a desktop.
interactive=(1 2 8 12 15 17 24 27 48)
[[ -n ${DRIVELAUNCH_TEST_FULL:-} ]] || passes --only "$(IFS=, && printf '%s' "${interactive[*]}")" --for interactive
reasons=$(expected_not_seen | sed -E 's/^[0-9]+ \[[^]]*\] //' | sort -u | paste -sd '|')
# "not seen  1 G2 [SYSTEM] what: reason...": number, principal, and as much of the reason as is expected.
sed -nE 's/^not seen  ([0-9]+) (G[0-9]+ )?\[([^]]*)\] [^:]*: ('"$reasons"')?.*/\1 [\3] \4/p' \
  "$work/results" | sort >"$work/seen"
{
  for principal in "${chosen[@]}"; do expected_not_seen | grep -F "[$principal]" || true; done
  [[ -n ${DRIVELAUNCH_TEST_FULL:-} ]] ||
    for number in "${interactive[@]}"; do expected_not_seen | grep "^$number \[interactive\] " || true; done
} | sort >"$work/expected"
diff "$work/expected" "$work/seen" >&2 || fail 'other checks are not seen than those that cannot be'
# Of the checks that need one principal only, and of all others: each has passed for somebody.
for number in 2 3 4 5 6 7 9 10 11 12 13 14 15 16 18 19 20 21 22 23 24 25 26 27 28 30 32 34 36 38 40 41 42 44 46 47 48 49; do
  grep -qE "^passed +$number " "$work/results" || fail "check $number has passed for nobody"
done

grep -q "^[^ ]* server=nas user=$DRIVELAUNCH_TEST_USER status=NT_STATUS_OK" "$DRIVELAUNCH_TEST_LOGINS" ||
  fail 'no drive of check 36 was connected as the user of its credential'

# A machine with 21 tasks that store a password looks like one that people depend on; with 20 it does not.
add_task() { # NUMBER
  mkdir -p "$DRIVELAUNCH_TEST_TASKS/Production"
  { printf '\xff\xfe' && iconv -t UTF-16LE <<<'<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"><Principals><Principal id="A"><UserId>CORP\u</UserId><LogonType>Password</LogonType></Principal></Principals><Actions Context="A"><Exec><Command>a</Command></Exec></Actions></Task>'; } \
    >"$DRIVELAUNCH_TEST_TASKS/Production/$1"
}
for number in {1..21}; do add_task "$number"; done
acceptance --only 2 --for SYSTEM
((code == 255)) || fail "on a machine that looks like production the run ends with $code"
grep -qF 'this machine: it has 21 tasks with stored passwords' "$work/errors" || fail "it does not say why: $(<"$work/errors")"
expect_clean 'a machine that looks like production'
# The same with --anyway, and as a row of Markdown.
acceptance --only 2 --for interactive --format markdown --anyway
grep -qE '^\| drivelaunch_acceptance .* \|  \| Wine .*: 1 passed, 0 failed, 0 not seen \|' "$work/output" || fail 'the row is another'
tr -d '\r' <"$work/output" >"$work/row"
rm "$DRIVELAUNCH_TEST_TASKS/Production/21"

# With 20 of them, and in JSON.
acceptance --only 2 --for interactive --format json
python3 -c '
import json, sys
report = json.load(open(sys.argv[1], encoding="utf-8"))
assert report["passed"] == 1 and report["failed"] == 0 and report["differences"] == [], report
assert report["checks"][0]["guarantee"] == "G2", report
print(report["row"])' "$work/output" | cmp - "$work/row" || fail 'the JSON, or the row in it, is another'
rm -r "$DRIVELAUNCH_TEST_TASKS/Production"

# What it refuses.
acceptance --only 99
((code == 255)) || fail "a check that there is not gives $code"
expect_clean 'a refusal'
code=0
"$elevated" "$program" "${shares[@]}" >"$work/output" 2>&1 <<<no || code=$?
((code == 255)) || fail "an answer that is not yes gives $code"
expect_clean 'an answer that is not yes'

# Dies at a step; the next start takes everything away. From 13 on tasks of check 9 are registered and started; at 23 two
# launchers run and have their drive.
dies() { # CHECK STEP
  acceptance --only "$1" --end-at "$2"
  ((code == 254)) || fail "check $1, step $2: the run does not die there, but ends with $code"
}
goes() { # WHEN
  acceptance --remove
  ((code == 0)) || fail "$1: what is left is not taken away: $(<"$work/errors")"
  expect_clean "$1"
}
steps=(4 12 23)
[[ -z ${DRIVELAUNCH_TEST_FULL:-} ]] || mapfile -t steps < <(seq 24)
for step in "${steps[@]}"; do
  dies 9 "$step"
  goes "a death at step $step"
done
# A folder in Program Files.
dies 30 15
compgen -G "$WINEPREFIX/drive_c/Program Files/drivelaunch-acceptance-*" >/dev/null || fail 'check 30 has made no folder at its step 15'
goes 'a death in check 30'
# A credential that is set, and the task that uses it.
dies 36 22
compgen -G "$product/credentials/drivelaunch-acceptance-*" >/dev/null || fail 'check 36 has set no credential at its step 22'
goes 'a death in check 36'
# A password in the Credential Manager.
stored() { "$wine" reg.exe query 'HKCU\Software\Wine\Credential Manager' /s 2>/dev/null | grep -c 'drivelaunch-acceptance-' || true; }
dies 38 15
[[ $(stored) != 0 ]] || fail 'check 38 has stored no password at its step 15'
goes 'a death in check 38'
[[ $(stored) == 0 ]] || fail 'a death in check 38: a password is left in the Credential Manager'
# What setup has made.
source_key='HKLM\SYSTEM\CurrentControlSet\Services\EventLog\Application\DriveLaunch'
dies 44 17
[[ -d $product/probes ]] && "$wine" reg.exe query "$source_key" >/dev/null 2>&1 || fail 'check 44 has set nothing up at its step 17'
goes 'a death in check 44'
! "$wine" reg.exe query "$source_key" >/dev/null 2>&1 || fail 'a death in check 44: the event source is left'

# in_the_middle SIGNAL CONDITION OPTIONS...: sends the signal to a run as soon as the condition holds; its exit code is $code.
# Wine makes Ctrl-C of SIGINT: a thread in that process that calls the console handlers (its dlls/ntdll/unix, int_handler).
in_the_middle() {
  local signal=$1 condition=$2 tries victim
  shift 2
  "$elevated" "$program" --yes "${shares[@]}" --share-user "$DRIVELAUNCH_TEST_USER" "$@" \
    >"$work/output" 2>"$work/errors" <<<"$DRIVELAUNCH_TEST_PASSWORD" &
  for ((tries = 0; tries < 1200; ++tries)); do
    if eval "$condition"; then break; fi
    sleep 0.05
  done
  eval "$condition" || fail "$condition does not come to hold: $(<"$work/errors")"
  # Not what starts it elevated.
  for victim in $(pgrep -f '^"?[^ ]*drivelaunch_acceptance[.]exe"? +--yes '); do
    ! grep -qsaF "WINEPREFIX=$WINEPREFIX" "/proc/$victim/environ" || kill -s "$signal" "$victim"
  done
  code=0
  { wait $! || code=$?; } 2>/dev/null
}
# Three tasks at once have their drive: Ctrl-C.
in_the_middle INT '[[ -L $WINEPREFIX/dosdevices/u: && -e $DRIVELAUNCH_TEST_TASKS/DriveLaunchAcceptance/task-3 ]]' --only 9
((code == 255)) || fail "Ctrl-C: the run ends with $code"
grep -q 'ended by Ctrl-C' "$work/errors" || fail "Ctrl-C: it does not say so: $(<"$work/errors")"
expect_clean Ctrl-C
# A probe of taskxml is registered: a kill of everything that has to do with it.
in_the_middle KILL 'compgen -G "$DRIVELAUNCH_TEST_TASKS/DriveLaunch/probe-*" >/dev/null' --only 47 --for SYSTEM
goes 'a kill while a probe is registered'

# The same while a profile remembers a letter, which is neither a file nor a drive.
remembered='HKCU\Network\V'
acceptance --only 16 --for SYSTEM --end-at 20
((code == 254)) || fail "check 16: the run does not die at step 20, but ends with $code"
"$wine" reg.exe query "$remembered" >/dev/null 2>&1 || fail 'check 16: at step 20 no letter is remembered'
acceptance --remove
((code == 0)) || fail "check 16: what is left is not taken away: $(<"$work/errors")"
! "$wine" reg.exe query "$remembered" >/dev/null 2>&1 || fail 'check 16: the letter is still remembered'
expect_clean 'a death in check 16'

((failures == 0)) || exit 1
