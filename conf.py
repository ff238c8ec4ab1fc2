"""Settings of the book. Reference: https://www.sphinx-doc.org/ja/master/usage/configuration.html"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))

# -- The book ---------------------------------------------------------------------------------
project = "Amazon SageMaker ではじめる機械学習"
author = "連載執筆チーム"
copyright = "連載執筆チーム(本文 CC BY 4.0、コード MIT)"
version = release = "2026.11"
language = "ja"

# -- Reading the sources ----------------------------------------------------------------------
extensions = [
    "myst_parser",
    "sphinx_copybutton",
    "extensions.anchors",
    "extensions.cjk",
    "extensions.rules",
    "extensions.series",
]
exclude_patterns = ["_theme"]
nitpicky = True
# extensions/rules.py says it with the mend.
suppress_warnings = ["image.not_readable"]
highlight_language = "python"

# Parts of the series: title, first and last installment (extensions/series.py)
series_parts = [
    ("第1部 全体像をつかむ", 1, 4),
    ("第2部 作り、評価し、片付ける", 5, 8),
    ("第3部 SageMaker Studio を使う", 9, 12),
    ("第4部 記録し、見張り、運用する", 13, 16),
]

# -- Numbered figures, tables and listings ----------------------------------------------------
numfig = True
numfig_format = {"figure": "図%s", "table": "表%s", "code-block": "リスト%s", "section": "%s"}

# -- HTML -------------------------------------------------------------------------------------
# https://sphinx-rtd-theme.readthedocs.io/en/stable/configuring.html
html_theme = "sphinx_rtd_theme"
html_title = project
html_theme_options = {"navigation_depth": 2, "titles_only": False}
html_static_path = ["docs/_theme/static"]
templates_path = ["docs/_theme/templates"]
html_css_files = ["book.css"]
html_show_sphinx = False
html_show_sourcelink = False
html_copy_source = False
# https://sphinx-copybutton.readthedocs.io/en/latest/use.html
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# -- EPUB -------------------------------------------------------------------------------------
epub_basename = "book"
epub_title = project
epub_author = epub_publisher = author
epub_copyright = copyright
epub_description = (
    "クラウドの経験があり機械学習は初めての技術者のための、Amazon SageMaker AI の連載。"
)
epub_language = "ja"
epub_scheme = "URI"
epub_identifier = epub_uid = "urn:sagemaker-series:book"
epub_show_urls = "no"
epub_css_files = ["epub.css"]
epub_exclude_files = ["search.html", "genindex.html"]
