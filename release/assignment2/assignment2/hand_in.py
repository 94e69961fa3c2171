"""Looks a notebook over before it is handed in, and writes the file to hand in."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from assignment2.checks import CHECKS
from assignment2.errors import say
from assignment2.versions import stale
from gradcheck.stub import PATTERN

NAME = "assignment2.ipynb"
PATIENCE_S = 120
STUB = re.compile(rf"^\s*{PATTERN}", re.M)
HAND_IN = re.compile(r"^\s*#?\s*hand_in\(", re.M)
RUN = """
import json, sys
sys.path.insert(0, sys.argv[2])
cells = json.load(open(sys.argv[1], encoding="utf-8"))
try:
    from IPython.core.interactiveshell import InteractiveShell
    shell = InteractiveShell.instance()
    shell.run_cell("import matplotlib; matplotlib.use('Agg')")
    run = lambda text: (lambda done: done.error_before_exec or done.error_in_exec)(shell.run_cell(text))
except ImportError:
    names = {"__name__": "__main__"}
    def run(text):
        try:
            exec(compile(text, "cell", "exec"), names)
        except (Exception, SystemExit) as error:
            return error
failed = []
for number, text in cells:
    error = run(text)
    if error is not None:
        failed.append([number, (type(error).__name__ + ": " + str(error))[:200]])
names = globals()["shell"].user_ns if "shell" in globals() else names
from assignment2.checks import CHECKS, check
wrong = [grade_id for grade_id in CHECKS if any(line[:1] in "✗○" for line in str(check(grade_id, names)).splitlines())]
json.dump({"failed": failed, "wrong": wrong}, open(sys.argv[3], "w", encoding="utf-8"))
"""


def hand_in(notebook: str | Path = NAME) -> bool:
    """Look a saved notebook over, run a copy of it from the top, and say what to do.

    Where it can be handed in under another name, it is copied to ``hand_in/assignment2.ipynb`` beside it.
    Prints what should be looked at. Returns whether there is nothing. Never raises for what the file holds.
    """
    path = Path(notebook)
    if not path.is_file():
        say(f"There is no file {path} here. Save the notebook, or pass its path: hand_in('my_notebook.ipynb').")
        say("In Colab: File → Download → Download .ipynb, and hand in that file under the name assignment2.ipynb.")
        for line in _in_this_session():
            say(f"• {line}")
        return False
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        cells = [_cell(cell) for cell in document["cells"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        print(f"{path.name} cannot be read as a notebook. Save it again, or download it again.")
        return False
    stopped: set[int] = set()
    from_the_top = list(_run(cells, path.parent, stopped))
    found = [*_missing(cells), *_stubs(cells), *_not_run(cells, stopped), *_in_this_session(), *from_the_top]
    for line in found:
        say(f"• {line}")
    if not found:
        say(
            "All ten exercises are written, every cell has run, and the notebook runs from the top. All checks say yes."
        )
    _say_where(path)
    return not found


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    source = cell["source"]
    text = source if isinstance(source, str) else "".join(source)
    grade_id = (cell.get("metadata", {}).get("nbgrader") or {}).get("grade_id")
    ran = cell.get("execution_count") is not None
    errors = [o.get("ename", "an error") for o in cell.get("outputs", []) if o.get("output_type") == "error"]
    return {"type": cell["cell_type"], "text": text, "grade_id": grade_id, "ran": ran, "errors": errors}


def _missing(cells: list[dict[str, Any]]) -> Iterator[str]:
    """Cells of exercises that are gone, or have lost their labels."""
    here = [cell["grade_id"] for cell in cells]
    lost = []
    for grade_id, (name, _) in CHECKS.items():
        if here.count(grade_id) > 1:
            yield f"{grade_id}: its cell is there {here.count(grade_id)} times; delete the ones that you do not mean."
        elif grade_id not in here and any(re.search(rf"^class {name}\b", cell["text"], re.M) for cell in cells):
            lost.append(grade_id)
        elif grade_id not in here:
            yield f"{grade_id}: the cell with the class {name} is missing."
    if lost:
        yield (
            f"Labels (metadata) are lost: {', '.join(lost)}. Some programs drop them when they save. The cells are "
            "recognised by their classes all the same; to be on the safe side, copy your code into a fresh notebook."
        )


def _stubs(cells: list[dict[str, Any]]) -> Iterator[str]:
    for cell in cells:
        left = len(STUB.findall(cell["text"])) if cell["grade_id"] in CHECKS else 0
        if left:
            yield f"{cell['grade_id']}: not written yet ({left} line{'s' * (left > 1)} with NotImplementedError left)."


def _label(number: int, cell: dict[str, Any]) -> str:
    """How a cell is called: by its exercise, else by its place and first line."""
    first = cell["text"].strip().partition("\n")[0].rstrip(": ")
    return cell["grade_id"] or f"cell {number} ({first[:40]}{' ...' if len(first) > 40 else ''})"


def _not_run(cells: list[dict[str, Any]], stopped: Collection[int]) -> Iterator[str]:
    """What was saved without having run, or with an error that a run from the top does not meet."""
    code = [c for c in cells if c["type"] == "code" and c["text"].strip() and not HAND_IN.search(c["text"])]
    idle = [cell for cell in code if not cell["ran"]]
    if idle:
        labels = [cell["grade_id"] for cell in idle if cell["grade_id"] in CHECKS]
        which = f", among them {', '.join(labels)}" if labels else ""
        yield f"{len(idle)} of {len(code)} code cells have not been run when it was saved{which}: run all, then save."
    for number, cell in enumerate(cells, 1):
        if cell in code and cell["errors"] and number not in stopped:
            ended = cell["errors"][0]
            yield f"{_label(number, cell)}: the cell ended with {ended} when you ran it last: run all, then save."


def _in_this_session() -> Iterator[str]:
    """Classes of the kernel that calls this which are not those that stand in the cells."""
    ask = getattr(sys.modules.get("IPython"), "get_ipython", None)
    names = getattr(ask(), "user_ns", {}) if ask else {}
    yield from stale(names)


def _run(cells: list[dict[str, Any]], beside: Path, stopped: set[int]) -> Iterator[str]:
    """Run the code from the top in a process and a folder of their own. The call of ``hand_in`` itself is left out.

    ``stopped`` takes the numbers of the cells that stop.
    """
    import subprocess  # only here: the package is loaded far more often than this is called
    import tempfile

    texts = [
        (number, cell["text"])
        for number, cell in enumerate(cells, 1)
        if cell["type"] == "code" and not HAND_IN.search(cell["text"])
    ]
    with tempfile.TemporaryDirectory() as folder:
        code, answer = Path(folder, "cells.json"), Path(folder, "failed.json")
        code.write_text(json.dumps(texts), encoding="utf-8")
        package = str(Path(__file__).resolve().parents[1])
        command = [sys.executable, "-c", RUN, str(code), package, str(answer)]
        try:
            subprocess.run(command, cwd=beside, capture_output=True, timeout=PATIENCE_S, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            yield f"From the top, it did not end within {PATIENCE_S} seconds: look for a loop that never ends."
            return
        if not answer.exists():
            yield "From the top, it ended the whole program: look for exit() or quit()."
            return
        told = json.loads(answer.read_text(encoding="utf-8"))
        for number, error in told["failed"]:
            stopped.add(number)
            yield f"{_label(number, cells[number - 1])}: run from the top, it stops with {' '.join(error.split())}"
        missing = {cell["grade_id"] for cell in cells if STUB.search(cell["text"])}
        wrong = [grade_id for grade_id in told["wrong"] if grade_id not in missing]
        if wrong:
            yield f"From the top, these checks do not say yes: {', '.join(wrong)}."


def _say_where(path: Path) -> None:
    """Write the file to hand in, and say what to click."""
    target = path
    if path.name != NAME:
        target = path.parent / "hand_in" / NAME
        try:
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target)
        except OSError as error:
            say(f"It could not be copied to {target}: {error.strerror}. Rename it to {NAME} yourself.")
            return
    print(f"The file to hand in: {target}")
    say("JupyterLab and VS Code: save first (Ctrl+S). Colab: File → Download → Download .ipynb.")
