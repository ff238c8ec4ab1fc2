"""A Sphinx project as others write them: 60 documents, three levels, every construct of print.

Each piece of its text is unique (「語12。」), so that a reader of the PDF can look for each.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

CONF = """project = "よその本"
author = "だれか"
language = "ja"
extensions = ["myst_parser", "extensions.typst"]
myst_enable_extensions = [
    "colon_fence", "deflist", "dollarmath", "fieldlist", "html_image", "tasklist"
]
numfig = True
exclude_patterns = ["parts"]
rst_prolog = ".. |replaced| replace:: 置き換え\\n"
"""
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="9"><path d="M0 0h{0}v9"/></svg>'
_BOXES = "note warning tip hint important caution danger attention error seealso".split()


@dataclass
class ForeignBook:
    """The files, and what is to be found in the PDF of them.

    :param texts: each piece of text, in the order of the book
    :param titles: those that are titles, which stand in the contents as well
    :param notes: texts of footnotes
    :param alts: what is said of each picture, in the order of the book
    :param absent: texts that print leaves out
    """

    files: dict[str, str | bytes] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    alts: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def word(self, kind: list[str] | None = None) -> str:
        """A new piece of text; of the running text unless *kind* says otherwise."""
        word = f"語{next(self._numbers)}。"
        (self.texts if kind is None else kind).append(word)
        return word

    def title(self) -> str:
        word = self.word()
        self.titles.append(word)
        return word

    def picture(self) -> tuple[str, str]:
        """The name of a new picture and what is said of it; all are called alike."""
        number = len(self.alts)
        self.alts.append(f"絵{number}。")
        name = f"絵-{number}/図.svg"
        self.files[name] = _SVG.format(number + 9)
        return f"/{name}", self.alts[-1]


# -- reStructuredText ------------------------------------------------------------------------
def _inline(b: ForeignBook, n: int) -> str:
    w = b.word
    return (
        f"{w()} **{w()}** *{w()}* ``{w()}`` :sub:`{w()}` :sup:`{w()}` :title:`{w()}` "
        f":abbr:`{w()} (説明)` :guilabel:`{w()}` :kbd:`{w()}` :file:`{w()}` :samp:`{w()}` "
        f":command:`{w()}` :dfn:`{w()}` :manpage:`{w()}` :index:`{w()}` :math:`x_{{{n}}}` "
        f"|replaced| `{w()} <https://example.com/{n}>`_ :ref:`{w()} <place-{n}>` "
        f":doc:`{w()} </index>`\n\n.. _place-{n}:\n\n.. rubric:: {w()}\n"
    )


def _lists(b: ForeignBook, n: int) -> str:
    w = b.word
    return (
        f"- {w()}\n\n  {w()}\n\n  - {w()}\n\n    3. {w()}\n    4. {w()}\n\n"
        f"a. {w()}\n\n   (i) {w()}\n   (ii) {w()}\n\n"
        f"{w()}\n    {w()}\n\n    {w()} : {w()}\n        {w()}\n\n"
        f":{w()}: {w()}\n:{w()}:\n    - {w()}\n\n"
        f"-a{n}  {w()}\n--long=X  {w()}\n\n"
        f"| {w()}\n|   {w()}\n\n"
        f".. hlist::\n\n   * {w()}\n   * {w()}\n\n.. acks::\n\n   * {w()}\n"
    )


def _quotations(b: ForeignBook, n: int) -> str:
    w = b.word
    return (
        f"{w()}\n\n    {w()}\n\n    -- {w()}\n\n.. epigraph::\n\n   {w()}\n\n"
        f".. centered:: {w()}\n\n.. topic:: {w()}\n\n   {w()}\n\n"
        f".. sidebar:: {w()}\n   :subtitle: {w()}\n\n   {w()}\n\n"
        f".. container:: box\n\n   {w()}\n\n.. compound::\n\n   {w()}\n\n----\n\n{w()}\n"
    )


def _boxes(b: ForeignBook, n: int) -> str:
    w = b.word
    named = "".join(f".. {name}::\n\n   {w()}\n\n   - {w()}\n\n" for name in _BOXES)
    return (
        f"{named}.. admonition:: {w()}\n\n   {w()}\n\n.. versionadded:: 1\n   {w()}\n\n"
        f".. versionchanged:: 2\n   {w()}\n\n.. deprecated:: 3\n   {w()}\n"
    )


def _code(b: ForeignBook, n: int) -> str:
    w = b.word
    caption, lines = w(), [w() for _ in range(3)]
    b.files[f"parts/{n}.py"] = f"# {lines[1]}\nx = 1  # {lines[2]}\n"
    return (
        f".. code-block:: python\n   :caption: {caption}\n   :linenos:\n   :emphasize-lines: 1\n\n"
        f'   print("{lines[0]}")\n\n.. literalinclude:: /parts/{n}.py\n\n'
        f".. parsed-literal::\n\n   {w()} **{w()}** `{w()} <https://example.com/literal{n}>`_\n"
        f"   {w()}\n\n::\n\n    {w()}\n\n>>> {w()}\n{w()}\n"
    )


def _notes(b: ForeignBook, n: int) -> str:
    w, notes = b.word, [b.word(b.notes) for _ in range(5)]
    return (
        f"{w()} [8]_ {w()} [*]_ {w()} [#]_ {w()} [#名{n}]_ {w()} [CIT{n}]_\n\n"
        f".. [8] {notes[0]}\n\n   - {notes[1]}\n.. [*] {notes[2]}\n.. [#] {notes[3]}\n"
        f".. [#名{n}] {notes[4]}\n.. [CIT{n}] {w()}\n"
    )


def _figures(b: ForeignBook, n: int) -> str:
    w = b.word
    (one, alt), (two, other), (three, third) = b.picture(), b.picture(), b.picture()
    return (
        f".. figure:: {one}\n   :alt: {alt}\n   :name: fig-{n}\n\n   {w()}\n\n   {w()}\n\n"
        f":numref:`fig-{n}` {w()} |inline{n}| {w()}\n\n"
        f".. |inline{n}| image:: {two}\n   :alt: {other}\n\n"
        f".. image:: {three}\n   :alt: {third}\n\n"
        f".. math:: y_{{{n}}} \\cap z\n   :label: eq-{n}\n\n:eq:`eq-{n}` {w()}\n"
    )


def _tables(b: ForeignBook, n: int) -> str:
    w = b.word
    return (
        f".. list-table:: {w()}\n   :header-rows: 1\n   :stub-columns: 1\n   :widths: 1 2\n\n"
        f"   * - {w()}\n     - {w()}\n   * - {w()}\n     - {w()}\n\n       - {w()}\n\n"
        f".. csv-table:: {w()}\n   :header: {w()}, {w()}\n\n   {w()}, 1\n\n"
        "+--------------+--------------+--------------+\n"
        f"| {w():<10} | {w():<25} |\n"
        "+              +--------------+--------------+\n"
        f"|              | {w():<10} | {w():<10} |\n"
        "+--------------+--------------+--------------+\n\n"
        f"====  ====\na     b\n====  ====\n1     {w()}\n====  ====\n"
    )


def _structure(b: ForeignBook, n: int) -> str:
    w = b.word
    head, under, deeper, after = b.title(), w(), b.title(), w()
    b.files[f"parts/{n}.txt"] = f"{w()}\n"
    return (
        f".. index:: 見出しの前{n}\n\n{head}\n{'-' * 20}\n\n{under}\n\n{deeper}\n{'~' * 20}\n\n"
        f"{after}\n\n.. include:: /parts/{n}.txt\n\n.. comment {b.word(b.absent)}\n\n"
        f".. raw:: html\n\n   <p>{b.word(b.absent)}</p>\n\n"
        f".. only:: html\n\n   {b.word(b.absent)}\n\n.. only:: typst\n\n   {w()}\n\n"
        f".. glossary::\n\n   用語{n}\n      {w()}\n\n"
        f":term:`用語{n}` {w()}\n\n.. index:: 項目{n}; 小項目, ! 主{n}\n   pair: 組{n}; 相手\n"
    )


_RST = [_inline, _lists, _quotations, _boxes, _code, _notes, _figures, _tables]


# -- Markdown --------------------------------------------------------------------------------
def _markdown(b: ForeignBook, n: int) -> str:
    w, (picture, alt) = b.word, b.picture()
    return f"""{w()} **{w()}** *{w()}* `{w()}` [{w()}](https://example.com/md{n}) $x_{n}$[^注{n}]
{{abbr}}`{w()} (説明)` {w()}

[^注{n}]: {b.word(b.notes)}

![{alt}](<{picture}>)

- {w()}
  1. {w()}
- [ ] {w()}
- [x] {w()}

> {w()}

```python
{w()}
```

| {w()} | {w()} |
| :-- | --: |
| {w()} | 1 |

$$
x_{n} \\otimes y
$$

{w()}
: {w()}

:{w()}: {w()}

```{{note}}
{w()}
```

:::{{tip}}
{w()}
:::

<!-- {b.word(b.absent)} -->
"""


# -- the book --------------------------------------------------------------------------------
def foreign_book() -> ForeignBook:
    """The same book each time."""
    book = ForeignBook({"conf.py": CONF})
    chapters = ["book", "look", "pdf/index", "01_intro"]
    book.files["index.rst"] = _root(chapters)
    numbers = itertools.count()
    for chapter in chapters:
        sections = [f"{chapter}-部 {n}" for n in range(4)]
        _document(book, chapter, next(numbers), sections)
        for place, section in enumerate(sections):
            leaves = [f"{chapter}/葉{place}{n}" for n in range(2 + (place > 1))]
            _document(book, section, next(numbers), leaves)
            for leaf in leaves:
                _document(book, leaf, next(numbers), [])
    return book


def _root(chapters: list[str]) -> str:
    toctrees = "".join(
        f".. toctree::\n   :caption: 第{n}部\n   :numbered:\n\n"
        + "".join(f"   {name}\n" for name in names)
        + "\n"
        for n, names in enumerate((chapters[:2], chapters[2:]), 1)
    )
    return f"よその本\n========\n\n{toctrees}"


def _document(book: ForeignBook, name: str, number: int, below: list[str]) -> None:
    """Write document *name*; the documents *below* it follow before its sections."""
    entries = "\n".join(f"/{child}" for child in below)
    title = book.title()
    if number % 4 == 3:
        toctree = f"```{{toctree}}\n{entries}\n```\n\n" if below else ""
        source = f"# {title}\n\n{toctree}{_markdown(book, number)}"
        if not below:
            source += f"\n## {book.title()}\n\n{book.word()}\n"
        suffix = "md"
    else:
        parts = [_RST[(number + step) % len(_RST)](book, number) for step in range(3)]
        parts.append("" if below else _structure(book, number))
        toctree = ".. toctree::\n\n   " + entries.replace("\n", "\n   ") if below else ""
        source = "\n\n".join([f"{title}\n{'=' * 20}", *parts, toctree])
        suffix = "rst"
    book.files[f"{name}.{suffix}"] = source
