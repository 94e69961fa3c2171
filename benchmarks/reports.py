"""How long all reports of a large class take, how large its page is, and when a browser can use it.

    python benchmarks/reports.py [--students 1000]

The class is the sample class of the tests, over and over, under other names. The browser is Chromium by Playwright, and
is left out where either is absent.
"""

from __future__ import annotations

import argparse
import copy
import json
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from autograder.formats.folder import folder

SAMPLE = Path(__file__).parents[1] / "tests/formats/sample_class.json"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
INTERACTIVE = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
INTO_VIEW = """() => { const start = performance.now(); document.getElementById("search").scrollIntoView();
return new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)))) }"""
SEARCH = """() => { const start = performance.now(), box = document.getElementById("search");
box.value = "student 7"; box.dispatchEvent(new Event("input"));
document.body.offsetHeight; return performance.now() - start }"""
SORT = """() => { const start = performance.now(); document.querySelectorAll(".class thead button")[1].click();
document.body.offsetHeight; return performance.now() - start }"""


def large_class(students: int) -> dict[str, Any]:
    """The sample class, repeated."""
    document = json.loads(SAMPLE.read_text(encoding="utf-8"))
    rows = document["submissions"]
    document["submissions"] = [
        {**copy.deepcopy(rows[i % len(rows)]), "student": f"student {i:04d}"} for i in range(students)
    ]
    return document


def main() -> None:
    """Write, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=1000)
    students = parser.parse_args().students
    document = large_class(students)
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        (out / "students").mkdir()
        start = time.perf_counter()
        for file, content in folder(document):
            (out / file).write_bytes(content)
        print(f"all reports of {students} students: {time.perf_counter() - start:.1f} s")
        print(f"index.html: {(out / 'index.html').stat().st_size / 1e6:.2f} MB")
        if CHROMIUM:
            browser(out / "index.html")


def browser(page_file: Path) -> None:
    """Median of five loads, each in a new page."""
    from playwright.sync_api import sync_playwright

    times: dict[str, list[float]] = {name: [] for name in ("interactive after", "the table", "a search", "a sort")}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for _ in range(5):
            page = chromium.new_page()
            page.goto(page_file.as_uri())
            for kind, script in zip(times, (INTERACTIVE, INTO_VIEW, SEARCH, SORT), strict=True):
                times[kind].append(page.evaluate(script))
            page.close()
        chromium.close()
    for kind, values in times.items():
        print(f"{kind}: {statistics.median(values):.0f} ms (worst of {len(values)}: {max(values):.0f} ms)")


if __name__ == "__main__":
    main()
