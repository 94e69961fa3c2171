"""The house stands as ``docs/architecture.md`` says: imports run downwards, and each library is used in its place."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "examples" / "assignment3" / "assignment.py"
STUDENTS = ("assignment2",)  # packages that run without the grader
# where a library may be imported; numpy is everywhere but in the notebook's reading
PLACES = {
    "nbgrader": {"gradebook"},
    "rich": {"cli", "report"},
    "rapidfuzz": {"notebook", "similarity"},
    "pygments": {"report", "formats"},
}


def layers() -> list[str]:
    """The parts of ``autograder/`` from the top down, as the document lists them."""
    block = DOCUMENT.split("autograder/\n", 1)[1].split("tests/", 1)[0]
    names = re.findall(r"^ {2}((?:\w+(?:/|\.py)(?:, )?)+) ", block, re.MULTILINE)
    return [name.strip().rstrip("/").removesuffix(".py") for line in names for name in line.split(",")]


def modules() -> dict[str, Path]:
    found = {}
    for path in [*ROOT.glob("autograder/**/*.py"), *ROOT.glob("assignment2/**/*.py")]:
        found[".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")] = path
    return found


MODULES = modules()


def imported(name: str, lazily: bool = True) -> Iterator[str]:
    """The modules that one imports; ``lazily``: those within functions and for types alone too."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    for node in ast.walk(tree) if lazily else tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = name.split(".") if MODULES[name].name == "__init__.py" else name.split(".")[:-1]
                base = ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])
            for alias in node.names:
                yield f"{base}.{alias.name}" if f"{base}.{alias.name}" in MODULES else base


def part(module: str) -> str | None:
    """The part of ``autograder/`` that a module belongs to, or None: the package's own names are everybody's."""
    names = module.split(".")
    return names[1] if names[0] == "autograder" and len(names) > 1 else None


def test_the_document_lists_what_there_is() -> None:
    """Every folder and module of ``autograder/`` has its line, and none has a line that is not there."""
    here = {
        path.stem
        for path in (ROOT / "autograder").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert sorted(layers()) == sorted(here - {"__init__"})


@pytest.mark.parametrize("name", sorted(name for name in MODULES if part(name)))
def test_imports_run_downwards(name: str) -> None:
    """No module imports from a part that stands above its own."""
    order = {layer: place for place, layer in enumerate(layers())}
    parts = {part(each) for each in imported(name)} - {None, part(name)}
    assert [each for each in parts if order[str(each)] < order[str(part(name))]] == []


def test_no_module_imports_itself_through_others() -> None:
    """What is imported when a module is, makes no circle."""
    graph = {name: {each for each in imported(name, lazily=False) if each in MODULES} - {name} for name in MODULES}
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)


@pytest.mark.parametrize("library", PLACES)
def test_a_library_is_used_in_its_place(library: str) -> None:
    """The core that grades stays light: others' code is imported where it is needed, nowhere else."""
    users = {part(name) or name for name in MODULES for each in imported(name) if each.split(".")[0] == library}
    assert users <= PLACES[library]


def test_the_worker_needs_the_library_and_numpy_alone() -> None:
    """It runs beside the student's code, where nothing else is to be seen but how a notebook is read."""
    used = {each.split(".")[0] for name in MODULES if part(name) == "worker" for each in imported(name)}
    assert used - sys.stdlib_module_names <= {"autograder", "worker", "notebook", "gradcheck", "numpy", "matplotlib"}


@pytest.mark.parametrize("package", STUDENTS)
def test_what_students_import_knows_no_grader(package: str) -> None:
    """Their package holds no way to the answers."""
    users = [name for name in MODULES if name.split(".")[0] == package]
    assert users
    assert [name for name in users for each in imported(name) if each.split(".")[0] == "autograder"] == []


def test_the_engine_names_no_assignment() -> None:
    """Outside of its folder none is called by its name: neither in code nor in words, nor where the engine is built."""
    names = [path.parent.name for path in (*ROOT.glob("autograder/assignments/*/assignment.py"), EXAMPLE)]
    assert len(names) > 1
    engine = [*ROOT.glob("autograder/**/*.py"), *ROOT.glob("gradcheck/*.py"), *ROOT.glob(".ci/*")]
    engine += [ROOT / each for each in ("Makefile", "pyproject.toml", "nbgrader_config.py", "requirements.txt")]
    own = tuple(ROOT / "autograder" / "assignments" / each for each in names)
    others = [path for path in engine if path.is_file() and not any(map(path.is_relative_to, own))]
    assert [(path, name) for path in others for name in names if name in path.read_text("utf-8")] == []
