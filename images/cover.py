"""表紙。cover.svg を描き、EPUB のために cover.png(1000×1600 画素)も作る。

EPUB readers want a bitmap; it is taken by Debian's Chromium, which `make test` installs.
"""

from pathlib import Path

from drawing import ACCENT, FONTS, MAIN, PAPER, SOFT
from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 1000, 1600
STEPS = ("開発", "学習", "推論", "運用")


def text(x: int, y: int, size: int, content: str, colour: str = PAPER) -> str:
    """One bold line that starts at *x*, on the baseline *y*."""
    style = f'font-size="{size}" font-weight="700" fill="{colour}"'
    return f'<text x="{x}" y="{y}" {style}>{content}</text>'


parts = [
    f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{MAIN.fill}"/>',
    text(90, 330, 84, "Amazon SageMaker", ACCENT.fill),
    text(90, 450, 84, "ではじめる"),
    text(90, 570, 84, "機械学習"),
]
for number, step in enumerate(STEPS):
    left, top = 90 + 205 * number, 820 + 110 * number
    tone = ACCENT if number == 3 else SOFT
    parts.append(f'<rect x="{left}" y="{top}" width="190" height="96" rx="10" fill="{tone.fill}"/>')
    parts.append(
        f'<text x="{left + 95}" y="{top + 64}" font-size="46" font-weight="700" '
        f'text-anchor="middle" fill="{tone.text}">{step}</text>'
    )
parts.append(text(90, 1490, 44, "連載執筆チーム"))
svg = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
    f'height="{HEIGHT}" role="img" aria-labelledby="title" font-family="{FONTS}">\n'
    '<title id="title">Amazon SageMaker ではじめる機械学習 表紙</title>\n'
    + "\n".join(parts)
    + "\n</svg>\n"
)
path = Path(__file__).with_suffix(".svg")
path.write_text(svg, encoding="utf-8")
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.goto(path.as_uri())
    page.screenshot(path=path.with_suffix(".png"))
    browser.close()
print("できました: images/cover.svg, images/cover.png")
