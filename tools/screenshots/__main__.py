"""``python -m tools.screenshots``: the two pictures of the README, from the built outputs.

The site on a desktop and on a phone, and two facing pages of the PDF. They stand beside this file,
since no build may depend on them; make them again when the look of the book changes.
"""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).parent
BUILT = FOLDER.parent.parent / "_build"
MOST = 150_000  # bytes of a picture
CHAPTER = "05-sagemaker-basics-1.html"
FIGURE = "図5.1"  # shown on the phone, and on one of the two facing pages
# The filter leaves a few steps of each colour: the eye sees no difference, and PNG halves.
STEPS = " ".join(f"{step / 15:.3f}" for step in range(16))
FILTER = "".join(
    f'<feFunc{channel} type="discrete" tableValues="{STEPS}"/>' for channel in ("R", "G", "B")
)
STYLE = f"""<!DOCTYPE html><style>
  body {{ margin: 0; padding: 16px; display: flex; gap: 16px; width: max-content;
         background: #ccd; filter: url(#fewer) }}
  img {{ height: 540px; outline: 1px solid #889 }}
  .spread {{ gap: 1px }} .spread img {{ height: 660px }}
</style>
<svg width="0" height="0" style="position: absolute"><filter id="fewer"
  color-interpolation-filters="sRGB"><feComponentTransfer>{FILTER}</feComponentTransfer></filter>
</svg>"""


def compose(browser: Browser, name: str, pictures: list[bytes], kind: str) -> None:
    """Put *pictures* side by side into the file *name*."""
    page = browser.new_page()
    images = "".join(
        f'<img src="data:image/png;base64,{base64.b64encode(picture).decode()}">'
        for picture in pictures
    )
    page.set_content(f'{STYLE}<body class="{kind}">{images}')
    page.locator("body").screenshot(path=FOLDER / name)
    size = (FOLDER / name).stat().st_size
    print(f"できました: tools/screenshots/{name}（{size // 1000} KB）")
    if size > MOST:
        raise SystemExit(f"tools/screenshots/{name} は {MOST // 1000} KB を超えています")


def site(browser: Browser) -> list[bytes]:
    """An installment on a desktop in light colours, and on a phone in dark ones."""
    desktop = browser.new_page(viewport={"width": 1280, "height": 800})
    desktop.goto((BUILT / "html" / CHAPTER).as_uri())
    phone = browser.new_page(
        viewport={"width": 390, "height": 800}, color_scheme="dark", reduced_motion="reduce"
    )
    phone.goto((BUILT / "html" / CHAPTER).as_uri())
    figure = phone.locator("figure", has_text=FIGURE)
    figure.locator("img").evaluate("image => { image.loading = 'eager'; return image.decode(); }")
    figure.evaluate("figure => scrollTo(0, figure.getBoundingClientRect().top - 230)")
    return [desktop.screenshot(), phone.screenshot()]


def spread() -> list[bytes]:
    """The facing pages of the PDF of which one shows the figure."""
    book = BUILT / "pdf/book.pdf"
    text = subprocess.run(["pdftotext", book, "-"], capture_output=True, text=True, check=True)
    pages = text.stdout.split("\f")
    shown = next(
        number
        for number, words in enumerate(pages, 1)
        if re.search(rf"^{FIGURE[0]}\s?{FIGURE[1:]}\s", words, re.MULTILINE)
    )
    left = shown - shown % 2
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-png", "-r", "80", "-f", str(left), "-l", str(left + 1)]
        subprocess.run([*command, book, f"{folder}/page"], check=True, stderr=subprocess.DEVNULL)
        return [path.read_bytes() for path in sorted(Path(folder).glob("*.png"))]


def main() -> int:
    """Make both pictures."""
    for needed in (BUILT / "html" / CHAPTER, BUILT / "pdf/book.pdf"):
        if not needed.exists():
            print(f"{needed.name} がありません。先に make book を実行してください。")
            return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        compose(browser, "site.png", site(browser), "screens")
        compose(browser, "pdf.png", spread(), "spread")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
