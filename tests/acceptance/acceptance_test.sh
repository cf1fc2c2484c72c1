#!/usr/bin/env bash
# The acceptance program in the rig: every check that can run here passes, those that cannot are the known ones, and
# what a run leaves that dies at any step is taken away at the next start. DRIVELAUNCH_TEST_FULL=1: every principal,
# and 24 deaths.
#
#   usage: tests/acceptance/acceptance_test.sh DRIVELAUNCH_ACCEPTANCE      inside with-rig.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
wine=$here/../rig/wine.sh
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work" "$DRIVELAUNCH_TEST_FAULTS"' EXIT
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
  "$wine" "$program" --yes "${shares[@]}" "$@" >"$work/output" 2>"$work/errors" </dev/null || code=$?
}

# expect_clean WHEN: nothing is left of the program.
expect_clean() {
  [[ ! -e $WINEPREFIX/drive_c/ProgramData/DriveLaunchAcceptance ]] || fail "$1: its folder is left"
  [[ ! -e $DRIVELAUNCH_TEST_TASKS/DriveLaunchAcceptance ]] || fail "$1: tasks are left"
  ! compgen -G "$served/drivelaunch-acceptance-*" >/dev/null || fail "$1: a folder on the first share is left"
  ! compgen -G "$served/../../nas/projects/drivelaunch-acceptance-*" >/dev/null || fail "$1: a folder on the second share is left"
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
  checks=(1 2 3 4 6 8 12 13 16 17 24 27 28) reason='Wine has no local accounts'
  not_seen 'user, password' 'administrator, password, limited' 'administrator, password, highest'
}

# For whom: in every run SYSTEM, the accounts that cannot be made, and one interactive principal.
chosen=(SYSTEM 'user, password' interactive)
if [[ -n ${DRIVELAUNCH_TEST_FULL:-} ]]; then
  chosen=(SYSTEM 'LOCAL SERVICE' 'NETWORK SERVICE' 'user, password' 'administrator, password, limited'
    'administrator, password, highest' S4U interactive 'interactive, highest' 'group Users')
fi
options=(--short)
if [[ -n ${DRIVELAUNCH_TEST_FULL:-} ]]; then options=(); fi
for principal in "${chosen[@]}"; do options+=(--for "$principal"); done

acceptance "${options[@]}"
cat "$work/output"
((code == 0)) || fail "the run ends with $code: $(<"$work/errors")"
[[ ! -s $work/errors ]] || fail "the run says: $(<"$work/errors")"
grep -q '^The machine is as it was before\.' "$work/output" || fail 'the machine is not as it was before'
expect_clean 'a whole run'
# "not seen  1 G2 [SYSTEM] what: reason...": number, principal, and as much of the reason as is expected.
sed -nE 's/^not seen  ([0-9]+) (G[0-9]+ )?\[([^]]*)\] [^:]*: (Wine has one account|Wine has no local accounts|the task ran in the logon session of (this program|SYSTEM'"'"'s))?.*/\1 [\3] \4/p' \
  "$work/output" | sort >"$work/seen"
for principal in "${chosen[@]}"; do expected_not_seen | grep -F "[$principal]" || true; done | sort >"$work/expected"
diff "$work/expected" "$work/seen" >&2 || fail 'other checks are not seen than those that cannot be'
# Of the checks that need one principal only, and of all others: each has passed for somebody.
for number in 2 3 4 5 6 7 9 10 11 12 13 14 15 16 18 19 20 21 22 23 24 25 26 27 28; do
  grep -qE "^passed +$number " "$work/output" || fail "check $number has passed for nobody"
done

# The same in JSON, and as a row of Markdown.
acceptance --only 2 --for SYSTEM --format json
python3 -c '
import json, sys
report = json.load(open(sys.argv[1], encoding="utf-8"))
assert report["passed"] == 1 and report["failed"] == 0 and report["differences"] == [], report
assert report["checks"][0]["guarantee"] == "G2", report' "$work/output" || fail 'the JSON is another'
acceptance --only 2 --for SYSTEM --format markdown
grep -qE '^\| drivelaunch_acceptance .* \|  \| Wine .*: 1 passed, 0 failed, 0 not seen \|' "$work/output" || fail 'the row is another'

# What it refuses.
acceptance --only 99
((code == 255)) || fail "a check that there is not gives $code"
expect_clean 'a refusal'
code=0
"$wine" "$program" "${shares[@]}" >"$work/output" 2>&1 <<<no || code=$?
((code == 255)) || fail "an answer that is not yes gives $code"
expect_clean 'an answer that is not yes'

# Dies at a step; the next start takes everything away. From 13 on tasks of check 9 are registered and started; at 23 two
# launchers run and have their drive.
steps=(2 4 7 12 16 23)
[[ -z ${DRIVELAUNCH_TEST_FULL:-} ]] || mapfile -t steps < <(seq 24)
for step in "${steps[@]}"; do
  acceptance --only 9 --end-at "$step"
  ((code == 254)) || fail "step $step: the run does not die there, but ends with $code"
  acceptance --remove
  ((code == 0)) || fail "step $step: what is left is not taken away: $(<"$work/errors")"
  expect_clean "a death at step $step"
done

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
