"""Makes docs/class-page.png: the top of the sample class's page, as Chromium shows it.

    python examples/picture_class_page.py

It needs Playwright, Pillow (matplotlib brings it) and a Chromium.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WIDTH, HEIGHT = 960, 900


def main() -> int:
    """Draw the page's scores, exercises and students; what lies between is left out."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    from autograder.formats.folder import folder

    browser_path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    document = json.loads((ROOT / "tests/formats/sample_class.json").read_text(encoding="utf-8"))
    page_file = dict(folder(document))["index.html"]
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        file = Path(name) / "index.html"
        file.write_bytes(page_file)
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(file.as_uri())
        page.evaluate(
            """() => { const rest = "ol.mistakes li:nth-child(n+4), .undone, .tools, main > .grid:nth-of-type(2)";
            for (const part of document.querySelectorAll(rest)) part.remove() }"""
        )
        picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
        browser.close()
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=160).save(ROOT / "docs/class-page.png", optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
