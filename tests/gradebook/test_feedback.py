"""What students get back: our messages, and not a line of the hidden tests; what they wrote cannot become markup."""

from __future__ import annotations

import json
import re
import shutil
from html import unescape
from typing import Any

import pytest
from corpus.damaged.notebooks import WITHOUT_MEAN, code, handed_out, insert, prose, right
from nbgrader_course import ROOT, Course

from autograder.gradebook.feedback import typeset
from autograder.gradebook.markdown import escape, verbatim
from autograder.gradebook.preprocessors import visible

SOURCE = json.loads((ROOT / "source/assignment2/assignment2.ipynb").read_text(encoding="utf-8"))
SCRIPT = "<script>alert(1)</script>"
SCORE = {"text/plain": "4.125"}


def hidden_lines() -> set[str]:
    """Every line between the marks of hidden tests, and the marks."""
    found: set[str] = set()
    for cell in SOURCE["cells"]:
        text = "".join(cell["source"])
        for part in re.findall(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", text, re.DOTALL):
            found |= {line.strip() for line in part.splitlines() if line.strip()}
    return found


@pytest.fixture(scope="module")
def returned(released: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class autograded and given feedback through our config; stella was graded before, by stock nbgrader."""
    folder = tmp_path_factory.mktemp("returned")
    shutil.copytree(released.folder, folder, dirs_exist_ok=True)
    course = Course(folder)
    course.hand_in("alice", right(linear_backward=[WITHOUT_MEAN]))
    course.hand_in("bob", insert(right(), "loss_cost", code("raise ValueError")), "assignment2 (1).ipynb")
    course.hand_in("mallory", mallorys(), f"{SCRIPT.replace('/', '')}.ipynb")
    course.hand_in("stella", right())
    course.run("nbgrader", "autograde", "assignment2")
    path = course.folder / "autograded/stella/assignment2/assignment2.ipynb"
    path.chmod(0o644)
    path.write_text(json.dumps(graded_by_stock_nbgrader()), encoding="utf-8")
    done = course.run("nbgrader", "generate_feedback", "assignment2")
    assert "WARNING" not in done.stderr
    return course


def graded_by_stock_nbgrader() -> dict[str, Any]:
    """A notebook with hidden tests in its cells, and lines of them in tracebacks and warnings."""
    notebook = right()
    source = {cell["id"]: cell for cell in SOURCE["cells"]}
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["source"] = "".join(source[cell["id"]]["source"])
            cell["outputs"] = [
                {"output_type": "stream", "name": "stderr", "text": "Warning: grade_exercise("},
                {"output_type": "error", "ename": "E", "evalue": "secret", "traceback": ["----> grade_exercise("]},
                {"output_type": "stream", "name": "stdout", "text": "visible"},
                {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": SCORE},
            ]
    return notebook


def mallorys() -> dict[str, Any]:
    """Scripts and formulas wherever a notebook has text."""
    notebook = insert(right(), "loss_cost", prose(f"{SCRIPT}\n\n$\\href{{javascript:alert(1)}}{{x}}$"))
    raw = {"cell_type": "raw", "id": "a", "metadata": {"raw_mimetype": "text/html"}, "source": SCRIPT}
    notebook["cells"] += [raw, code(f"'''{SCRIPT}'''")]
    notebook["cells"][0]["source"] = SCRIPT
    notebook["metadata"]["title"] = notebook["metadata"]["widgets"] = SCRIPT
    return notebook


def page(course: Course, student: str) -> str:
    return (course.folder / f"feedback/{student}/assignment2/assignment2.html").read_text(encoding="utf-8")


def words(course: Course, student: str) -> str:
    """What the page shows."""
    body = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", page(course, student))
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", body)))


def test_feedback_has_score_messages_and_repairs(returned: Course) -> None:
    """They stand above the notebook, under the solution cell and under the test cell."""
    alice, bob = words(returned, "alice"), words(returned, "bob")
    assert "Autograded: 18 of 20 points." in alice
    assert alice.count("The values are m times too large") == 2
    assert "Mended before grading: " in bob
    assert " does not run by itself (ValueError), and was left out" in bob


@pytest.mark.parametrize("student", ["alice", "bob", "mallory", "stella"])
def test_feedback_has_nothing_of_the_hidden_tests(returned: Course, student: str) -> None:
    """No line of them, no traceback through them; nor why the instructor should look."""
    seen = words(returned, student)
    assert [line for line in (*hidden_lines(), "grade_exercise", "secret", "Traceback") if line in seen] == []
    assert "had another name" not in seen
    assert seen.count("visible") == (10 if student == "stella" else 0)


def test_feedback_calls_exercises_by_name(returned: Course) -> None:
    """In the table of contents, where nbgrader has "Test cell" ten times."""
    alice = page(returned, "alice")
    assert '<a href="#test_linear_backward">9. The Linear layer</a>' in alice
    assert '<a href="#comment-linear_backward">Comment on 9. The Linear layer</a>' in alice
    assert ">Test cell<" not in alice


def test_formulas_need_no_network(returned: Course) -> None:
    """All are MathML; the page loads no script, and no formula is left as it was written."""
    pytest.importorskip("latex2mathml", reason="no latex2mathml (pip install latex2mathml)")
    alice = page(returned, "alice")
    assert alice.count("<math") > 50
    assert re.findall(r"<script[^>]* src=", alice) == []
    outside = re.sub(r"(?s)<(pre|code|style|script)\b.*?</\1>", "", alice)
    assert re.findall(r"\$[^$\n]+\$|\\frac", outside) == []


@pytest.mark.parametrize(
    ("markdown", "kept"),
    [("`$x$`", "`$x$`"), ("<pre>\n$x$ $$y$$\n</pre>", None), ("5 $ and 6 $", None), ("\\$x$", None), ("a$b$c", None)],
)
def test_what_is_no_formula_is_left(markdown: str, kept: str | None) -> None:
    """Code, what students wrote, and prices."""
    assert typeset(markdown) == (kept or markdown)


def test_what_students_write_is_no_markup(returned: Course) -> None:
    """Scripts and formulas in a student's cells and metadata reach neither autograded notebook nor feedback as such."""
    seen = page(returned, "mallory")
    assert "<script>alert" not in seen
    assert seen.count("&lt;script&gt;alert(1)") >= 2
    assert re.search(r"<pre>[^<]*javascript:alert", seen), "MathJax leaves <pre> alone"
    path = returned.folder / "autograded/mallory/assignment2/assignment2.ipynb"
    written = json.loads(path.read_text(encoding="utf-8"))
    assert SCRIPT not in json.dumps([cell for cell in written["cells"] if cell["cell_type"] != "code"])
    assert {cell["cell_type"] for cell in written["cells"]} == {"code", "markdown"}
    assert set(written["metadata"]) == set(handed_out()["metadata"])


def test_feedback_can_be_read_without_scrolling(returned: Course) -> None:
    """Messages are broken into lines, the score as nbgrader reads it is left out, and columns of tables stand apart."""
    alice = page(returned, "alice")
    printed = re.findall(r"(?s)output_stdout.*?<pre>(.*?)</pre>", alice)
    lines = [line for text in printed for line in unescape(text).splitlines()]
    assert len(printed) == 10
    assert [line for line in lines if len(line) > 90] == []
    assert "dW: 0 of 2 points. The values are m times too large: they are summed over the samples, but" in lines
    for student in ("alice", "stella"):
        assert "Out[" not in words(returned, student)
        assert "4.125" not in words(returned, student)
    assert alice.index("td, th { padding: 2px 8px; }") > alice.index("bootstrap")


@pytest.mark.parametrize(
    ("plain", "markdown"),
    [
        ("dA_prev: W.T @ dZ, 2 * x", "dA_prev: W.T @ dZ, 2 * x"),
        ("_a_ *b* `c` [d](e)", "\\_a\\_ \\*b\\* \\`c\\` \\[d\\](e)"),
        ("<b> & $x$ \\(y\\)", "&lt;b&gt; &amp; ＄x＄ ＼(y＼)"),
        ("# title", "\\# title"),
    ],
)
def test_escaping(plain: str, markdown: str) -> None:
    """Markup is escaped, ordinary words are left readable; what begins a formula is replaced by its lookalike."""
    assert escape(plain) == markdown


def test_a_verbatim_block_cannot_be_left() -> None:
    """Its own end tag within it is text."""
    assert verbatim("</pre><b>") == "<pre>\n&lt;/pre&gt;&lt;b&gt;\n</pre>"


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc", "a\nc"),
        ("a\n### BEGIN HIDDEN TESTS\nb", "a"),
        ("a\nc", "a\nc"),
    ],
)
def test_the_visible_part_of_a_test(source: str, seen: str) -> None:
    """All lines outside of the marks; a part that is not closed goes to the end."""
    assert visible(source) == seen
