"""The picture in the README: the samples, served, asked a question, and photographed."""

import tempfile
from pathlib import Path

import needs
from playwright.sync_api import sync_playwright
from serving import served
from test_browser import FLAGS, samples

from index import Library

PICTURE = Path(__file__).parent.parent / "data" / "screenshot.png"


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        with Library.open(folder) as library:
            library.add(samples())
        with served(Path(folder)) as (address, _), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=needs.chromium(), args=FLAGS)
            page = browser.new_page(viewport={"width": 1100, "height": 720})
            page.goto(f"{address}/search?q=short+nap")
            page.screenshot(path=PICTURE)
            browser.close()


if __name__ == "__main__":
    main()
