"""How a corpus is read: what a case leaves out, and what is no case."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.corpus import CorpusError, Expectation, cases, solution, students, styles
from autograder.corpus.__main__ import main
from tests.corpus import ASSIGNMENTS

EXERCISE = "cross_entropy"  # two stubs, a check each: forward is L, backward is dZ, 2 points each
ASSIGNMENT = list(ASSIGNMENTS.values())[-1]
RIGHT = '[[case]]\nname = "both"\nstyles = ["short"]\nbodies = { forward = "return 1", backward = "return 2" }\n'


def read(folder: Path, right: str = RIGHT, wrong: str = "") -> tuple:
    for kind, text in (("right", right), ("wrong", wrong)):
        (folder / "corpus" / kind).mkdir(parents=True)
        (folder / "corpus" / kind / f"{EXERCISE}.toml").write_text(text, "utf-8")
    return cases(replace(ASSIGNMENT, home=folder), exercise=EXERCISE)


def test_what_a_case_does_not_say_is_right(tmp_path: Path) -> None:
    """A stub without a body has the first right answer's, a check without a row all points."""
    _, wrong = read(tmp_path, wrong='[[case]]\nbodies.backward = "return 3"\nchecks.dZ = "negated"')
    assert wrong.bodies == ("return 1", "return 3")
    assert wrong.checks == {"L": Expectation(2.0), "dZ": Expectation(0.0, "negated", ("failed",))}
    assert (wrong.score, wrong.name, str(wrong)) == (2.0, "return_3", "cross_entropy-return_3")


def test_an_empty_body_is_the_stub_as_it_was_handed_out(tmp_path: Path) -> None:
    """It can only be the last one."""
    row = '[0.0, "not_implemented", "skipped"]'
    _, wrong = read(tmp_path / "last", wrong=f'[[case]]\nbodies.backward = ""\nchecks.dZ = {row}')
    assert wrong.bodies == ("return 1",)
    with pytest.raises(CorpusError, match="a stub that is left can only be the last one"):
        read(tmp_path / "first", wrong=f'[[case]]\nbodies.forward = ""\nchecks.L = {row}')


def test_a_row_in_full_gives_points_code_and_statuses(tmp_path: Path) -> None:
    """No code where it is empty; any of several statuses is right."""
    rows = 'checks.L = [1.0, "mutates_input", "failed"]\nchecks.dZ = [0.0, "", "failed|error"]\nvisible.L = "either"'
    _, wrong = read(tmp_path, wrong=f'[[case]]\nbodies.forward = "pass"\n{rows}')
    assert wrong.checks["L"] == Expectation(1.0, "mutates_input", ("failed",), "either")
    assert wrong.checks["dZ"] == Expectation(0.0, None, ("failed", "error"))


def test_a_case_whose_code_hangs_does_not_end(tmp_path: Path) -> None:
    """It is for the sandbox to stop, and put to nothing that runs in the tests' own process."""
    row = '[0.0, "", "timed_out"]'
    right, wrong = read(tmp_path, wrong=f'[[case]]\nbodies.backward = "while True: pass"\nchecks.dZ = {row}')
    assert (right.ends, wrong.ends) == (True, False)


def test_the_answers_of_a_style_are_a_whole_notebook(tmp_path: Path) -> None:
    """By exercise."""
    (right,) = read(tmp_path)
    assert styles(replace(ASSIGNMENT, home=tmp_path)) == {"short": {EXERCISE: right}}


def test_a_class_is_made_of_the_corpus(tmp_path: Path) -> None:
    """A table a student: the cases that are named, and the first right answer to every other exercise."""
    file = tmp_path / "students.toml"
    file.write_text('[ada]\n[ben]\nsoftmax = "untouched"\n', "utf-8")
    found = students(ASSIGNMENT, file)
    assert found == {"ada": solution(ASSIGNMENT), "ben": {**solution(ASSIGNMENT), "softmax": ()}}
    file.write_text('[eli]\nsoftmax = "nothing"\n', "utf-8")
    with pytest.raises(CorpusError, match=r"students\.toml, eli: no answer to softmax is called nothing"):
        students(ASSIGNMENT, file)


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("[[case]", "", "cross_entropy.toml: this is no TOML"),
        (RIGHT + RIGHT, "", "right/cross_entropy.toml: both stands there twice"),
        (RIGHT + RIGHT.replace('"both"', '"again"'), "", "the same stands there already, as cross_entropy-both"),
        (RIGHT + RIGHT.replace('"both"', '"other"').replace("2", "3"), "", "the same stands there already"),
        ('[[case]]\nbodies.forward = "pass"', "", "there is no body for backward, and no right answer before it"),
        (RIGHT, '[[case]]\nbodies.cost = "pass"\nchecks.L = ""', "cost is unknown here; there are forward, backward"),
        (RIGHT, '[[case]]\nbodies.forward = "pass"\nchecks.dW = ""', "dW is unknown here; there are L, dZ"),
        (RIGHT, '[[case]]\nbodies.forward = "pass"\nscore = 1', "score is unknown here; there are name, bodies"),
        (RIGHT, '[[case]]\nbodies.forward = "pass"\nchecks.L = "none"', "pass: no mistake is called none"),
        (RIGHT, '[[case]]\nbodies.forward = "pass"', "a wrong answer says what its checks must get"),
        (
            RIGHT,
            '[[case]]\nbodies.forward = "pass"\nchecks.L = [1.0, "", "passed"]',
            "L is passed where it gets 2 points, and only there",
        ),
    ],
)
def test_what_is_no_case_is_told_in_a_sentence(tmp_path: Path, right: str, wrong: str, words: str) -> None:
    """With its file, and what would be right."""
    with pytest.raises(CorpusError, match=re.escape(words)):
        read(tmp_path, right, wrong)


def test_the_command_says_that_there_is_no_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Or no assignment: status 2, and a sentence."""
    assert main([str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"{tmp_path.name}: this folder holds no assignment.py, so it is no assignment\n"
