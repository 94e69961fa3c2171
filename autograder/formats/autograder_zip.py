"""The zip that Gradescope runs: ``setup.sh`` and ``run_autograder`` at its root, and the grader as a source tree.

It holds no hidden tests and no answers of the instructor's: the grader judges by numeric gradients.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same input gives the same bytes
_LEFT_OUT = ("__pycache__", ".pyc", ".pyo")

SETUP = """\
#!/usr/bin/env bash
# Runs once, when Gradescope builds its image: the grader and bubblewrap, which keeps students' code apart.
set -euo pipefail
cd "${AUTOGRADER_ROOT:-/autograder}/source"
apt-get update -qq
apt-get install -y -qq python3 python3-venv bubblewrap
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "choose an image with Python 3.11 or newer")'
python3 -m venv venv
venv/bin/python -m pip install --quiet -r requirements.txt
"""

RUN = """\
#!/usr/bin/env bash
# Runs for each submission: submission/ in, results/results.json out.
set -uo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
cd "$root/source"
mkdir -p "$root/results"
rm -f "$root/results/results.json"
# the notebook is looked for where students leave it: at the top, or in a folder
place=$(find "$root/submission" -name '*.ipynb' -not -path '*/.*' -not -path '*/__MACOSX/*' -printf '%d %h\\n' \\
    | sort -n | head -n 1 | cut -d ' ' -f 2-)
PYTHONPATH="$root/source" venv/bin/python -m autograder grade "${place:-$root/submission}" \\
    --format "gradescope=$root/results/results.json" --jobs 1 --quiet @OPTIONS@ 2> "$root/results/stderr.txt"
status=$?
cat "$root/results/stderr.txt" >&2
if [ ! -s "$root/results/results.json" ]; then
    # nothing to grade (2) is the submission's fault; whatever else went wrong is ours, which is no zero but no score
    venv/bin/python - "$root/results/stderr.txt" "$status" > "$root/results/results.json" <<'END'
import json, sys
text = open(sys.argv[1], encoding="utf-8", errors="replace").read()[-4000:]
words = "This submission could not be graded. "
if sys.argv[2] == "2":
    words += "Hand in one notebook; if you did, tell your instructor."
else:
    words += "That is not your fault: the grader failed. Tell your instructor."
print(json.dumps({**({"score": 0} if sys.argv[2] == "2" else {}), "output": words, "output_format": "text",
                  "stdout_visibility": "hidden", "extra_data": {"stderr": text}}))
END
fi
rm -f "$root/results/stderr.txt"
exit 0
"""


def autograder_zip(sources: Mapping[str, bytes], requirements: str, options: str = "") -> bytes:
    """The zip's bytes. ``sources`` are the grader's files by path, ``requirements`` pip's, ``options`` of ``grade``."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "setup.sh", SETUP.encode(), executable=True)
        _put(archive, "run_autograder", RUN.replace("@OPTIONS@", options).encode(), executable=True)
        _put(archive, "requirements.txt", requirements.encode())
        for name, source in sorted(sources.items()):
            _put(archive, name, source)
    return content.getvalue()


def package_files(*packages: Path) -> Iterator[tuple[str, bytes]]:
    """Each file of these packages, by its path from the packages' parent; no bytecode."""
    for package in packages:
        for file in sorted(package.rglob("*")):
            if file.is_file() and not any(part.endswith(_LEFT_OUT) for part in file.relative_to(package).parts):
                yield f"{package.name}/{file.relative_to(package).as_posix()}", file.read_bytes()


def _put(archive: zipfile.ZipFile, name: str, content: bytes, executable: bool = False) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr = (0o100755 if executable else 0o100644) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)
