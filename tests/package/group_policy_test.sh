#!/usr/bin/env bash
# samples/group-policy on a made-up SYSVOL: what the options select is wrapped in place, the former file is kept, everything else has
# the bytes it had, policies that changed are named, and the way back gives the first bytes.
#
#   usage: tests/package/group_policy_test.sh TASKXML
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export TASKXML=$1
sample=$root/samples/group-policy/wrap-policies.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}
tasks=Preferences/ScheduledTasks/ScheduledTasks.xml
changing='{11111111-2222-3333-4444-555555555555}' broken='{00000000-7777-8888-9999-AAAAAAAAAAAA}' # comes first
policies=$work/sysvol/corp.example/Policies
for policy in "$changing" "$broken"; do
  mkdir -p "$policies/$policy/Machine/${tasks%/*}" "$policies/$policy/User"
  printf '[General]\r\nVersion=65537\r\n' >"$policies/$policy/GPT.INI"
done
cp "$root/tests/data/taskxml/accepted/group-policy.xml" "$policies/$changing/Machine/$tasks"
printf '<ScheduledTasks><TaskV2></ScheduledTasks>' >"$policies/$broken/Machine/$tasks"
cp -r "$work/sysvol" "$work/first"

code=0
bash "$sample" "$work/sysvol" --select all >"$work/output" 2>"$work/errors" || code=$?
((code == 2)) || fail "a file that is refused gives exit code 2, not $code: $(cat "$work/errors")"
grep -q "^changed: .*$changing\$" "$work/output" || fail "the changed policy is not named: $(cat "$work/output")"
if grep -q "$broken" "$work/output"; then fail 'a refused policy is called changed'; fi
grep -q 'drivelaunchw\?\.exe' "$policies/$changing/Machine/$tasks" || fail 'nothing was wrapped'
cmp "$work/first/corp.example/Policies/$changing/Machine/$tasks" "$policies/$changing/Machine/$tasks.before"
[[ $(cd "$work" && diff -rq first sysvol | wc -l) == 2 ]] || fail "more was changed: $(cd "$work" && diff -rq first sysvol)"

bash "$sample" "$work/sysvol" --select all >"$work/output" 2>/dev/null || true
[[ ! -s $work/output ]] || fail 'wrapping again changed something'
"$TASKXML" unwrap --select all --in-place "$policies/$changing/Machine/$tasks"
cmp "$work/first/corp.example/Policies/$changing/Machine/$tasks" "$policies/$changing/Machine/$tasks"

if bash "$sample" "$work/nowhere" >/dev/null 2>&1; then fail 'a folder that is not there was taken'; fi
