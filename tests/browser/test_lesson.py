"""The lesson as a student sees it: run in JupyterLab, in a window of a laptop and a narrow one, light and dark."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served import CHROMIUM, ROOT, chromium, jupyter

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no browser (apt-get install chromium)"),
    pytest.mark.skipif(importlib.util.find_spec("playwright") is None, reason="no playwright (pip install playwright)"),
    pytest.mark.skipif(importlib.util.find_spec("jupyterlab") is None, reason="no JupyterLab (pip install jupyterlab)"),
]
AXE = Path(os.environ.get("AXE_CORE", ROOT / "node_modules/axe-core/axe.min.js"))
ANSWERS = ROOT / "examples/submitted/anna/assignment2/assignment2.ipynb"
WIDTHS = {"laptop": 1024, "narrow": 700}
THEMES = ("JupyterLab Light", "JupyterLab Dark")
CONTENT = [".jp-MarkdownOutput", ".jp-OutputArea-output"]
READY = """async () => { const context = window.jupyterapp.shell.currentWidget.sessionContext;
    await context.ready; await context.session.kernel.info; }"""
ALL_RUN = """() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')]
    .filter(prompt => prompt.textContent).every(prompt => /\\d/.test(prompt.textContent))"""
CUT_OFF = """() => [...document.querySelectorAll('.jp-Notebook .cm-scroller, .jp-Notebook .jp-RenderedHTMLCommon, '
        + '.jp-Notebook .jp-OutputArea-output, .jp-Notebook .jp-OutputArea-output *')]
    .filter(box => !box.closest('mjx-assistive-mml') && !box.closest('svg') && !box.closest('.jp-mod-noInput')
        && box.clientWidth > 0 && box.scrollWidth > box.clientWidth + 1
        && getComputedStyle(box).overflowX !== 'visible')
    .map(box => box.closest('.jp-Cell').textContent.trim().slice(0, 60))"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A page with the notebook of a student who has all answers right, run from the top."""
    folder = tmp_path_factory.mktemp("lesson")
    shutil.copytree(ROOT / "release/assignment2", folder / "assignment2")
    shutil.copy(ANSWERS, folder / "assignment2")
    with jupyter(folder) as url, chromium() as page:
        page.goto(f"{url}/lab/tree/assignment2/assignment2.ipynb?reset")
        page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for()
        page.evaluate(READY)
        command(page, "notebook:run-all-cells")
        page.wait_for_function(ALL_RUN, timeout=180_000)
        yield page


def command(page: Any, name: str, **options: Any) -> None:
    """What a menu of JupyterLab does."""
    page.evaluate("([name, options]) => { window.jupyterapp.commands.execute(name, options); }", [name, options])


def look(page: Any, width: int, theme: str) -> None:
    """A window of this width in this theme; in a narrow one the list of files is closed."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(f"window.jupyterapp.shell.{'expand' if width > 800 else 'collapse'}Left(); 0")
    command(page, "apputils:change-theme", theme=theme)
    light = "true" if theme == THEMES[0] else "false"
    page.wait_for_function("light => document.body.dataset.jpThemeLight === light", arg=light)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_nothing_is_cut_off(lab, width, theme) -> None:
    """No line of code, formula, table or picture is wider than its place: nobody has to scroll sideways."""
    look(lab, width, theme)
    assert lab.evaluate(CUT_OFF) == []


def test_every_picture_has_words(lab) -> None:
    """An alternative text of a sentence at every image and canvas; pictures are there."""
    words = lab.locator(".jp-Notebook img, .jp-Notebook canvas").evaluate_all(
        "all => all.map(one => one.getAttribute('alt') || one.getAttribute('aria-label') || '')"
    )
    assert len(words) >= 14
    assert [text for text in words if len(text) < 10] == []


def test_headings_are_in_order(lab) -> None:
    """One title, and no level is left out on the way down."""
    levels = lab.locator(".jp-MarkdownOutput :is(h1, h2, h3, h4)").evaluate_all(
        "all => all.map(one => +one.tagName[1])"
    )
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [step for step in map(lambda a, b: b - a, levels, levels[1:]) if step > 1] == []


def test_nothing_went_wrong_on_the_page(lab) -> None:
    """No traceback, nothing on stderr, every check is green."""
    assert lab.locator('.jp-Notebook [data-mime-type*="error"], .jp-Notebook [data-mime-type*="stderr"]').count() == 0
    checks = lab.locator(".jp-Notebook .jp-OutputArea-output pre", has_text="agrees with").all_inner_texts()
    assert sum(text.count("✓") for text in checks) == 15
    assert "✗" not in "".join(checks)


def test_the_film_plays(lab) -> None:
    """The slider says the step that is shown, and Play runs to the end."""
    film = lab.get_by_role("group", name="A player")
    slider = film.get_by_role("slider", name="step")
    slider.fill("0")
    assert film.locator("output").inner_text().startswith("step 0, J = 0.6")
    slider.fill(str(int(slider.get_attribute("max")) - 2))
    said = film.get_by_role("button", name="Play").evaluate("button => { button.click(); return button.textContent; }")
    assert said == "Pause"  # asked at once: it may have ended by the time that another call looks
    film.get_by_role("button", name="Play").wait_for()
    assert film.locator("output").inner_text().startswith("step 975, J = 0.0")


@pytest.mark.skipif(not AXE.is_file(), reason="no axe-core (npm install --no-save axe-core)")
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_text_and_outputs(lab, theme) -> None:
    """Contrast, names, roles and labels of what the lesson shows, code and JupyterLab's own parts aside."""
    look(lab, 1024, theme)
    lab.evaluate(AXE.read_text(encoding="utf-8"))
    found = lab.evaluate("content => axe.run({include: content}).then(done => done.violations)", CONTENT)
    assert [(v["id"], v["impact"], [n["html"] for n in v["nodes"]][:3]) for v in found] == []
