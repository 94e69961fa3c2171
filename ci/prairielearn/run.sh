#!/usr/bin/env bash
# PrairieLearn's entry point: student/ in, results/results.json out. In a question's info.json:
#   "externalGradingOptions": {"enabled": true, "image": "...", "timeout": 120, "entrypoint": "/grade/tests/run.sh"}
# with this file in the question's folder tests/, and an image that has the grader (ci/Containerfile).
set -uo pipefail
root="${GRADE_ROOT:-/grade}"
results="$root/results/results.json"
mkdir -p "$root/results"
rm -f "$results"
"${AUTOGRADER:-/opt/autograder/bin/autograder}" grade "$root/student" --jobs 1 --quiet --feedback first --format "prairielearn=$results"
status=$?
if [ "$status" = 2 ] && [ ! -s "$results" ]; then # nothing to grade: that costs no attempt
    printf '{"gradable": false, "format_errors": ["Hand in one notebook; if you did, tell your instructor."]}\n' > "$results"
fi
# Where the grader itself failed there is no file, which PrairieLearn does not count against the student.
exit 0
