"""What readers read, checked: sentences, notation and terms, told with the line of the source.

Sphinx reads the sources (:mod:`book`), the doctrees become plain blocks of text (:mod:`blocks`),
textlint judges them as Markdown (:mod:`textlint`, with the settings in rules.toml and the terms
in terms.toml), what no package judges is in :mod:`rules`, and allowed.toml names the findings that
are right as they stand.

Tried on the book in November 2026 and left out: ``no-start-duplicated-conjunction`` (44 findings,
all false), ``@textlint-ja/no-filler`` (20, all in readings), ``ja-no-orthographic-variants`` (10,
all false), ``ja-hiragana-fukushi`` (6, one disputable), ``aws-service-name`` (5, all false),
``@textlint-ja/no-synonyms`` (1, false), ``@textlint-ja/preset-ai-writing`` (none).
"""
