#!/usr/bin/env bash
# What students' repositories may read, in a folder of its own: bash ci/publish.sh FOLDER
# The grader, the package that students import, the notebook that they were given, and the files of ci/. Not there: the
# instructor's notebook with its solutions and hidden tests, the sample submissions, the tests, the corpus of right answers.
set -euo pipefail
target=${1:?name a folder: bash ci/publish.sh FOLDER}
mkdir -p "$target"
target=$(cd "$target" && pwd)
title="# The course's autograder"
if [ -n "$(ls -A "$target")" ] && [ "$(head -n 1 "$target/README.md" 2>/dev/null)" != "$title" ]; then
    echo "$target: something else is in there; name an empty folder" >&2
    exit 2
fi
find "$target" -mindepth 1 -maxdepth 1 ! -name .git -exec rm -rf {} +  # what was published before
cd "$(dirname "$0")/.."
cp pyproject.toml constraints.txt LICENSE "$target"
for folder in autograder gradcheck bin $(ls release) release ci; do  # a package is called as its release is
    mkdir -p "$target/$folder"
    tar -cf - --exclude=__pycache__ --exclude='*.pyc' --exclude='assignments/*/corpus' -C "$folder" . | tar -xf - -C "$target/$folder"
done
cat > "$target/README.md" <<END
$title

It judges by numeric gradients, and holds no answers. The file .github/workflows/grade.yml of your repository calls it.
END
echo "Written: $target. Make it a repository of its own, which students' repositories may read."
