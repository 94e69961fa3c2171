"""The class page and a student's page in a real browser: search, sort, filter, open, print, and accessibility."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served import CHROMIUM, ROOT, chromium

from autograder.cli.reports import read
from autograder.formats.folder import folder

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no browser (apt-get install chromium)"),
    pytest.mark.skipif(importlib.util.find_spec("playwright") is None, reason="no playwright (pip install playwright)"),
]
AXE = Path(os.environ.get("AXE_CORE", ROOT / "node_modules/axe-core/axe.min.js"))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every report of the sample class, with a name that would be a tag."""
    out = tmp_path_factory.mktemp("reports")
    (out / "students").mkdir()
    document = read(ROOT / "tests/formats/sample_class.json")
    document["submissions"][0]["student"] = "<b>Anna</b>"
    two = [{key: row[key] for key in ("student", "notebook")} for row in document["submissions"][4:6]]
    texts = ["def backward(self, dA):\n    return dA  # mine", "def backward(self, g):\n    return g"]
    part = {"exercise": "mlp_backward", "closeness": 1.0, "texts": texts}
    document["similar"] = [{"submissions": two, "expected": 0.001, "parts": [part]}]
    for name, content in folder(document):
        (out / name).write_bytes(content)
    return out


@pytest.fixture
def page(reports: Path) -> Iterator[Any]:
    """The class page; what the console says fails the test."""
    said: list[str] = []
    with chromium() as page:
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: request.url.startswith("file:") or said.append(request.url))
        page.goto((reports / "index.html").as_uri())
        yield page
    assert said == []


def names(page: Any) -> list[str]:
    return [row.inner_text() for row in page.locator(".class tbody tr:visible th").all()]


def test_search_filter_and_sort(page: Any) -> None:
    """Rows that do not fit are hidden, and counted; a click on a column sorts up, then down; a mistake shows who."""
    assert page.locator("#shown").inner_text() == "9 of 9 shown"
    page.get_by_label("Search a name").fill("AN")
    assert names(page) == ["<b>Anna</b>", "fani", "ivan"]
    page.get_by_label("Status").select_option("not_graded")
    assert names(page) == ["ivan"]
    page.get_by_role("button", name="Show all").click()
    score = page.get_by_role("button", name="score")
    score.click()
    assert names(page)[:2] == ["ivan", "dora"]
    score.click()
    assert names(page)[-2:] == ["dora", "ivan"]
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    page.get_by_role("button", name="Show who has missing_mean in linear_backward").click()
    assert names(page) == ["emil"]


def test_a_student_opens_with_pictures_formulas_and_their_cell(page: Any) -> None:
    """From the table to the page: a curve, heat maps, typeset formulas, the line where it stopped."""
    page.get_by_role("link", name="fani").last.click()
    page.get_by_role("heading", name="fani").wait_for()
    assert page.get_by_role("img", name="The derivative from z").count() == 3
    marked = page.locator(".row.marked")
    assert marked.count() == 1
    summary = page.locator("summary", has_text="look at line").inner_text()
    assert summary.endswith(f"line {marked.get_attribute('data-n')}")
    page.go_back()
    page.get_by_role("link", name="emil").last.click()
    page.get_by_role("heading", name="emil").wait_for()
    assert page.get_by_role("img", name="difference, row by row").count() == 4
    assert page.locator("math").first.bounding_box()["height"] > 20


def test_pairs_open_side_by_side(page: Any) -> None:
    """Closed at first; opened, the two texts stand beside one another."""
    page.get_by_text("Side by side").click()
    one, other = (each.bounding_box() for each in page.locator(".beside pre").all())
    assert one["y"] == other["y"]
    assert one["x"] + one["width"] <= other["x"]


def test_by_keyboard_alone(page: Any) -> None:
    """Tab reaches the link that skips, then a student opens with Enter."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_label("Search a name").focus()
    page.keyboard.type("emil")
    link = page.locator(".class tbody tr:visible a")
    link.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="emil").wait_for()
    assert page.get_by_text("13 / 20").is_visible()
    assert page.get_by_text("anna").count() == 0


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 400)])
def test_nothing_is_wider_than_the_window(page: Any, scheme: str, width: int) -> None:
    """Only the table of checks scrolls by itself; prints without its tools."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(media="print")
    assert not page.locator(".tools").is_visible()
    who = page.locator(".mistakes details").first
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert who.get_attribute("open") == ""
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert who.get_attribute("open") is None
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.skipif(not AXE.is_file(), reason="no axe-core (npm install --no-save axe-core)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "students/emil.html", "students/fani.html"])
def test_axe_finds_nothing_serious(reports: Path, scheme: str, name: str) -> None:
    """Contrast, names, roles and labels are as WCAG wants them, in both schemes."""
    with chromium() as page:
        page.emulate_media(color_scheme=scheme)
        page.goto((reports / name).as_uri())
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("async () => (await axe.run()).violations")
    assert [(v["id"], v["impact"], [n["html"] for n in v["nodes"]][:3]) for v in found] == []
