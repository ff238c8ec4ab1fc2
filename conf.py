"""Settings of the book. Reference: https://www.sphinx-doc.org/ja/master/usage/configuration.html"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))

from extensions import pace  # noqa: E402

pace.collect_less()  # first, for what follows to be faster

# -- The book ---------------------------------------------------------------------------------
project = "Amazon SageMaker ではじめる機械学習"
author = "連載執筆チーム"
copyright = "連載執筆チーム（本文 CC BY 4.0、コード MIT）"
version = release = "2026.11"
language = "ja"
book_description = (
    "クラウドの経験があり機械学習は初めての技術者のための、Amazon SageMaker AI の連載。"
)
# Where readers report errors, a mailto: or an https: address; while it is empty, the issues of
# repository_url, if that is set (extensions/reports.py)
report_address = ""

# -- Reading the sources ----------------------------------------------------------------------
extensions = [
    "myst_parser",
    "sphinx_copybutton",
    "extensions.anchors",
    "extensions.changes",
    "extensions.cjk",
    "extensions.edition",
    "extensions.epub",
    "extensions.facts",
    "extensions.form",
    "extensions.markdown",
    "extensions.mathml",
    "extensions.mentions",
    "extensions.numerals",
    "extensions.only",
    "extensions.pace",
    "extensions.reports",
    "extensions.results",
    "extensions.rules",
    "extensions.series",
    "extensions.site",
    "extensions.typst",
]
exclude_patterns = ["_theme"]
nitpicky = True
# extensions/rules says it with the mend.
suppress_warnings = ["image.not_readable"]
# https://myst-parser.readthedocs.io/en/latest/syntax/optional.html
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
highlight_language = "python"
pygments_style = "default"  # of the site and of the PDF
pygments_dark_style = "github-dark"  # of the site (extensions/site)

# Parts of the series: title, first and last installment (extensions/series.py)
series_parts = [
    ("第1部 全体像をつかむ", 1, 4),
    ("第2部 作り、評価し、片付ける", 5, 8),
    ("第3部 SageMaker Studio を使う", 9, 12),
    ("第4部 記録し、見張り、運用する", 13, 16),
]

# -- Numbered figures, tables and listings ----------------------------------------------------
numfig = True
numfig_format = {
    "figure": "図%s",
    "table": "表%s",
    "code-block": "リスト%s",
    "exercise": "練習問題%s",
    "section": "%s",
}

# -- HTML -------------------------------------------------------------------------------------
# https://sphinx-rtd-theme.readthedocs.io/en/stable/configuring.html
html_theme = "sphinx_rtd_theme"
html_title = project
# The address of the site, for links from PDF and EPUB and for search engines; empty: there is none
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "")
html_static_path = ["docs/_theme/static", "images/cover.png"]
templates_path = ["docs/_theme/templates"]
html_use_opensearch = ""
# extensions/site: address of the public repository (「直す」), and renamed pages
repository_url = ""
moved_pages = {}
# What readers may type that the book calls otherwise (the search of the site)
search_words = {
    "エンドポイント構成": ["エンドポイント設定"],
    "オンライン推論": ["リアルタイム推論"],
    "お金": ["費用", "料金", "課金"],
    "コスト": ["費用", "料金", "課金"],
    "スレッショルド": ["しきい値"],
    "チューニング": ["調整"],
    "デプロイメント": ["デプロイ"],
    "トラストポリシー": ["信頼ポリシー"],
    "バッチ推論": ["バッチ変換"],
    "ビルトイン": ["組み込み"],
    "フィーチャー": ["特徴量"],
    "プレシジョン": ["適合率"],
    "リコール": ["再現率"],
    "ログイン": ["サインイン"],
    "クリーンアップ": ["後片付け"],
    "学習ジョブ": ["トレーニングジョブ"],
    "混同マトリックス": ["混同行列"],
    "訓練": ["学習"],
    "閾値": ["しきい値"],
}
# Japanese for Sphinx's words, from Sphinx's source folder; the EPUB uses it as well.
locale_dirs = ["_theme/locale"]
html_show_sphinx = False
html_show_sourcelink = False
html_copy_source = False
# https://sphinx-copybutton.readthedocs.io/en/latest/use.html; what is copied: book.js
copybutton_selector = "div[class*=highlight-]:not(.highlight-text) pre"  # none on outputs
copybutton_image_svg = (
    '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.5">'
    "<title>コードをコピーする</title>"
    '<rect x="8" y="8" width="12" height="12" rx="2"/>'
    '<path d="M16 8V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h2"/></svg>'
)

# -- EPUB -------------------------------------------------------------------------------------
epub_basename = "book"
epub_title = project
epub_author = epub_publisher = epub_contributor = author
epub_copyright = copyright
epub_description = book_description
epub_language = "ja"
# One name for both, without a colon: the first goes into content.opf, the second is its XML id
# and goes into toc.ncx, and EPUBCheck wants them equal.
epub_identifier = epub_uid = "sagemaker-series-book"
# Sphinx takes a cover from _static only; html_static_path puts it there.
epub_cover = ("_static/cover.png", "epub-cover.html")
epub_css_files = ["epub-book.css"]
epub_exclude_files = [
    "_static/book.js",
    "_static/code.css",
    "_static/content.css",
    "_static/favicon.svg",
    "_static/form.css",
    "_static/form.js",
    "_static/lists.css",
    "_static/overlays.css",
    "_static/page.css",
    "_static/search.js",
]
epub_tocscope = "includehidden"
epub_use_index = False
epub_show_urls = "no"
