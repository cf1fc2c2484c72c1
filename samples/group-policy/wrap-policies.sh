#!/usr/bin/env bash
# Wraps the scheduled tasks of Group Policies, in place, in a copy of SYSVOL or in the mounted one. Each changed file keeps its
# former bytes beside it, under its name and .before. Then it says which policies have to be given a new version, without which
# no computer reads them again.
#
#   usage: wrap-policies.sh SYSVOL [OPTIONS OF TASKXML WRAP...]      without options: --select all
#   example: wrap-policies.sh /mnt/sysvol/corp.example --select uses=S,T
#   TASKXML  the program, if it is not the taskxml of the search path
set -euo pipefail

if (($# == 0)) || [[ ! -d $1 ]]; then
  sed -n 's/^# \{0,1\}//; 2,8p' "${BASH_SOURCE[0]}" >&2
  exit 3
fi
sysvol=$1
shift
if (($# == 0)); then
  set -- --select all
fi

exit_code=0
while IFS= read -r -d '' file; do
  before=$(sha256sum <"$file")
  # 2: refused, and left as it is; what is said names the reason.
  "${TASKXML:-taskxml}" wrap "$@" --in-place --backup .before "$file" || exit_code=$?
  if [[ $(sha256sum <"$file") != "$before" ]]; then
    policy=${file%/*/Preferences/ScheduledTasks/ScheduledTasks.xml}
    printf 'changed: open this policy in the editor and confirm one task in it, which gives it a new version: %s\n' "${policy##*/}"
  fi
done < <(find "$sysvol" -path '*/Preferences/ScheduledTasks/ScheduledTasks.xml' -print0 | sort -z)
exit "$exit_code"
