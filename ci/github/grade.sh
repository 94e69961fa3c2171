#!/usr/bin/env bash
# The action's step "Grade". What is printed of students stands between stop-commands and its token: none of it is run.
set -uo pipefail
out="$RUNNER_TEMP/grades"
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
autograder="${AUTOGRADER:-$RUNNER_TEMP/autograder/bin/autograder}"
echo "::stop-commands::$token"
"$autograder" grade "$SUBMISSION" --out "$out" --feedback "${FEEDBACK:-first}" --fail-under "${FAIL_UNDER:-0}" ${SEED:+--seed "$SEED"} 2>&1
status=$?
if [ -s "$out/grades.json" ]; then
    "$autograder" report "$out/grades.json" --format "github=$out/summary.md" --format "annotations=$out/annotations.txt" 2>&1
fi
echo "::$token::"
if [ -s "$out/summary.md" ]; then cat "$out/summary.md" >> "$GITHUB_STEP_SUMMARY"; fi
# a file's place is told from the top of the repository
place="${SUBMISSION%/}"
if [ ! -d "$place" ]; then place=$(dirname "$place"); fi
place="${place//%/%25}" place="${place//:/%3A}" place="${place//,/%2C}/"
if [ "$place" = ./ ]; then place=""; fi
if [ -s "$out/annotations.txt" ]; then
    while IFS= read -r line; do printf '%s\n' "${line/ file=/ file=$place}"; done < "$out/annotations.txt"
fi
exit "$status"
