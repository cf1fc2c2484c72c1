#!/usr/bin/env bash
# G13: a task that validates against the schema of the real task definitions still does when it is wrapped.
# The schema and the tasks are not part of the project; where they are not there, this says so and exits with
# 77, which CTest shows as skipped.
#
#   usage: schema_test.sh TASKXML FOLDER...      FOLDER: with tasks; $DRIVELAUNCH_CORPUS names the corpus
set -euo pipefail

taskxml=$1
shift
schema=$DRIVELAUNCH_CORPUS/task-lenient.xsd
if [[ ! -f $schema ]]; then
  printf 'schema_test: skipped: no schema at %s\n' "$schema"
  exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# UTF-8 without declaration: the form the schema can be held against whatever the declaration says.
decode() { # FILE TARGET
  local mark
  mark=$(head -c 2 "$1" | od -An -tx1 | tr -d ' \n')
  case $mark in
    fffe | feff) iconv -f UTF-16 -t UTF-8 "$1" ;;
    *) sed '1s/^\xEF\xBB\xBF//' "$1" ;;
  esac | sed '1s/^<?xml[^>]*?>//' >"$2"
}

is_valid() {
  xmllint --noout --nonet --schema "$schema" "$1" >/dev/null 2>&1
}

valid=0
for file in "$@"; do
  [[ -f $file ]] || continue
  decode "$file" "$folder/before.xml" 2>/dev/null || continue
  is_valid "$folder/before.xml" || continue
  "$taskxml" wrap --select 'name=*' --drive 'S=\\fs01\projects' -o "$folder/wrapped.xml" "$file" 2>/dev/null || continue
  decode "$folder/wrapped.xml" "$folder/after.xml"
  if ! is_valid "$folder/after.xml"; then
    printf 'schema_test: %s is not valid any more:\n' "$file" >&2
    xmllint --noout --nonet --schema "$schema" "$folder/after.xml" >&2 || true
    exit 1
  fi
  valid=$((valid + 1))
done
((valid > 0)) || { printf 'schema_test: not one task was valid\n' >&2; exit 1; }
printf 'schema_test: %d tasks are valid before and after\n' "$valid"
