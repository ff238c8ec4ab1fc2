"""What a published document may not hold: one table of rules over doctrees.

Each rule is a function that yields (file, line, what is wrong) for one document, which may
include other files; :data:`RULES` names them with their mends. Findings in a published build
stop it before anything is written, with file, line and mend of all of them; a build of drafts
only prints them. ``.. memo::``, the authors' notes, lives here too, since its only other property
is that no reader sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst.directives.admonitions import BaseAdmonition
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from extensions import metadata
from extensions.faults import Fault, FaultySources, shown
from extensions.places import file_of, lines_of
from extensions.rules import raw_markup
from extensions.rules.blocks import (
    VERBATIM,
    Check,
    Finding,
    all_of,
    at,
    at_words,
    match_prose,
    short,
)
from extensions.series import installment_at

logger = logging.getLogger(__name__)
KEY = "rules_findings"  # in the metadata of a document


class Memo(BaseAdmonition):
    """``.. memo::``: an author's note, shown by ``make draft`` alone."""

    node_class = nodes.admonition

    def run(self) -> list[nodes.Node]:
        self.arguments = ["執筆メモ"]
        self.options["class"] = ["memo"]
        return super().run()

    required_arguments = 0
    optional_arguments = 0


def _memos(doctree: nodes.document) -> Iterator[Finding]:
    for node in all_of(doctree, nodes.admonition):
        if "memo" in node["classes"]:
            yield at(node, "memo")


# ASCII word boundaries, since Japanese puts no space around a word
_LEFTOVER = re.compile(r"[(（](?:メモ|備忘)[)）]|(?a:\b(?:TODO|XXX)\b)")


def _leftovers(doctree: nodes.document) -> Iterator[Finding]:
    yield from match_prose(_LEFTOVER.pattern)(doctree)
    for comment in all_of(doctree, nodes.comment):
        for match in _LEFTOVER.finditer(comment.astext()):
            yield at_words(comment, match[0], f"コメントの中の「{match[0]}」")


def _code_fences(doctree: nodes.document) -> Iterator[Finding]:
    # To reStructuredText a fence is a literal whose text begins with the third backquote, and
    # plain text where a blank line divides it.
    for literal in all_of(doctree, nodes.literal):
        if literal.astext().startswith("`"):
            yield at_words(literal.parent, "```", "「```」")
    yield from match_prose("```|~~~")(doctree)


def _bullets_in_lines(doctree: nodes.document) -> Iterator[Finding]:
    for line in all_of(doctree, nodes.line):
        if re.match(r"[*+-]\s|[・•●■]", line.astext()):
            yield at(line, short(line.astext()))


def _lines_as_paragraph(doctree: nodes.document) -> Iterator[Finding]:
    for block in all_of(doctree, nodes.line_block):
        if any(line.astext().endswith("。") for line in block.findall(nodes.line)):
            yield at(block, short(block.astext()))


def _quoted_lists(doctree: nodes.document) -> Iterator[Finding]:
    for quote in all_of(doctree, nodes.block_quote):
        children = [child for child in quote if not isinstance(child, nodes.Invisible)]
        if children and all(isinstance(child, nodes.Sequential) for child in children):
            yield at(quote, short(quote.astext()))


def _images_without_alt(doctree: nodes.document) -> Iterator[Finding]:
    for image in all_of(doctree, nodes.image):
        if not image.get("alt", "").strip():
            yield at(image, image["uri"])


def _widths_in_pixels(doctree: nodes.document) -> Iterator[Finding]:
    for node in all_of(doctree, nodes.image, nodes.figure):
        for name in ("width", "height"):
            if re.fullmatch(r"\d+(px)?", str(node.get(name, ""))):
                yield at(node, f":{name}: {node[name]}")


def _images_missing(doctree: nodes.document) -> Iterator[Finding]:
    folder = Path(doctree.settings.env.srcdir)
    for image in all_of(doctree, nodes.image):
        # Sphinx has listed the files by now; "?" stands for an address elsewhere.
        files = image["candidates"]
        if not files or any(not (folder / files[kind]).is_file() for kind in files if kind != "?"):
            yield at(image, image["uri"])


_LINE_ENDS = ("<br />\n", "\\\\\n")  # what MyST makes of one, as HTML and as LaTeX
_UNFIT = re.compile(r'[\s"#*:<>?\\|]')  # https://www.w3.org/TR/epub-33/#sec-container-filenames


def _file_names(doctree: nodes.document) -> Iterator[Finding]:
    source = doctree.settings.env.doc2path(doctree.settings.env.docname, base=False)
    if _UNFIT.search(str(source)):
        yield file_of(doctree), 1, f"「{source}」"
    for image in all_of(doctree, nodes.image):
        if "://" not in image["uri"] and _UNFIT.search(image["uri"]):
            yield at(image, f"「{image['uri']}」")


def _raw_output(doctree: nodes.document) -> Iterator[Finding]:
    """What the format that is built does not show, and HTML that may be no XHTML."""
    on_paper = doctree.settings.env._app.builder.name in ("epub", "typst")
    shown = set() if on_paper else {"html"}
    for raw in all_of(doctree, nodes.raw):
        ends_line = raw.astext() in _LINE_ENDS and isinstance(raw.parent, nodes.TextElement)
        if not shown & {*raw["format"].split()} and not ends_line:
            yield at(raw, short(raw.astext()))


def _empty_sections(doctree: nodes.document) -> Iterator[Finding]:
    for section in all_of(doctree, nodes.section):
        content = [
            child
            for child in section
            if not isinstance(child, (nodes.title, nodes.Invisible, addnodes.index))
            and not (isinstance(child, nodes.admonition) and "memo" in child["classes"])
        ]
        # a rubric is the next heading, such as the author's
        if not content or isinstance(content[0], nodes.rubric):
            title = section.next_node(nodes.title)
            yield at_words(title, title.astext(), short(title.astext()))


def _trailing_wide_spaces(doctree: nodes.document) -> Iterator[Finding]:
    # what is included as text, not as a listing
    text = (node for node in all_of(doctree, nodes.Element) if not isinstance(node, VERBATIM))
    sources = {node.source: node for node in text if node.source}
    for path in {file_of(node) for node in (doctree, *sources.values())}:
        for number, line in enumerate(lines_of(path), 1):
            if "\u3000" in line[len(line.rstrip()) :]:
                yield path, number, f"{short(line)}の後ろ"


def _captioned(doctree: nodes.document) -> Iterator[tuple[nodes.Element, str]]:
    """Figures, tables and listings that carry a caption, with what to call them."""
    for figure in all_of(doctree, nodes.figure):
        if any(isinstance(child, nodes.caption) for child in figure):
            yield figure, "図"
    for table in all_of(doctree, nodes.table):
        if any(isinstance(child, nodes.title) for child in table):
            yield table, "表"
    for container in all_of(doctree, nodes.container):
        if container.get("literal_block"):
            yield container, "リスト"


def _unnamed(doctree: nodes.document) -> Iterator[Finding]:
    for node, kind in _captioned(doctree):
        if not node["names"]:
            yield at(node, kind)


def _unmentioned(doctree: nodes.document) -> Iterator[Finding]:
    mentioned = {
        xref["reftarget"]
        for xref in all_of(doctree, addnodes.pending_xref)
        if xref["reftype"] in ("numref", "ref")
    }
    for node, kind in _captioned(doctree):
        names = {nodes.fully_normalize_name(name) for name in node["names"]}
        if names and not names & mentioned:
            yield at(node, f"{kind} {sorted(names)[0]}")


# What stands beside the parts of the work at the second level, and what はじめに may hold
_AROUND = {"はじめに", "まとめ", "次回", "練習問題", "参考資料"}
_BEFORE_WORK = "前提と費用"


def _work_below_one_section(doctree: nodes.document) -> Iterator[Finding]:
    env = doctree.settings.env
    item = installment_at(env, env.docname)
    top = doctree.next_node(nodes.section)
    if item is None or top is None or not (item.lab or item.hands_on):
        return
    sections = _sections(top)
    for title, section in _sections(sections["はじめに"]).items() if "はじめに" in sections else ():
        if title != _BEFORE_WORK:
            yield at_words(section[0], title, f"「はじめに」の下の{short(title)}")
    parts = [section for title, section in sections.items() if title not in _AROUND]
    if len(parts) == 1 and len(_sections(parts[0])) > 1:
        title = parts[0][0].astext()
        yield at_words(parts[0][0], title, f"本文の全部を持つ{short(title)}")


def _sections(node: nodes.section) -> dict[str, nodes.section]:
    """The sections right below *node* by their titles."""
    return {child[0].astext(): child for child in node if isinstance(child, nodes.section)}


@dataclass(frozen=True)
class Rule:
    """A rule: its name, its check over a doctree, the fault, the mend, and that for Markdown."""

    name: str
    check: Check
    fault: str
    mend: str
    markdown: str = ""

    def mend_in(self, path: Path) -> str:
        """The mend for the file *path*."""
        return self.markdown if self.markdown and path.suffix == ".md" else self.mend


_ESCAPE = '前後に "\\ " を置く'
_ESCAPE_MARKDOWN = "印の外側に半角の空白を置くか、かっこと句読点を印の外に出す"
_NAME_ROLE = "{名前}`文字` の形で書く"


RULES = (
    Rule("memo", _memos, "執筆メモが残っています", "本文で答えて消す"),
    Rule(
        "leftover", _leftovers, "書きかけの印が残っています", "本文で答えて消すか .. memo:: にする"
    ),
    Rule(
        "markdown-link",
        match_prose(
            r"\[[^\]\n]*\]\((?:https?:|[./#]|[^\s()]+\.(?:html|md|rst|png|jpe?g|svg)\b)[^)\s]*\)?"
        ),
        "Markdown のリンクです",
        "`文字 <アドレス>`__ の形で書く",
        "[文字](アドレス) の形で、空白を入れずに書く",
    ),
    Rule(
        "code-fence",
        _code_fences,
        "Markdown のコード枠です",
        ".. code-block:: を使う",
        "枠の印を行頭に、始めと終わりで同じ数だけ書く",
    ),
    Rule(
        "bullet-in-lines",
        _bullets_in_lines,
        "行ブロックの中の箇条書きです",
        "「| 」を取り、箇条書きにする",
    ),
    Rule(
        "lines-as-paragraph",
        _lines_as_paragraph,
        "行ブロックで書いた段落です",
        "「| 」を取り、段落にする",
    ),
    Rule("quoted-list", _quoted_lists, "字下げした箇条書きです(引用になります)", "行頭から書く"),
    Rule(
        "strong-marker",
        raw_markup.match_raw(raw_markup.STRONG),
        "強調の印が文字のまま出ます",
        _ESCAPE,
        _ESCAPE_MARKDOWN,
    ),
    Rule(
        "emphasis-marker",
        raw_markup.emphasis,
        "強調の印が文字のまま出ます",
        _ESCAPE,
        _ESCAPE_MARKDOWN,
    ),
    Rule(
        "backquote",
        raw_markup.match_raw(raw_markup.BACKQUOTED),
        "「`」が文字のまま出ます",
        f"{_ESCAPE}(ほかの印の中には書けません)",
        "始めと終わりの「`」の数をそろえる",
    ),
    Rule(
        "role-marker",
        raw_markup.match_raw(raw_markup.ROLE),
        "役割の名前が文字のまま出ます",
        _ESCAPE,
        _NAME_ROLE,
    ),
    Rule(
        "reference-marker",
        raw_markup.references,
        "参照の印が文字のまま出ます",
        _ESCAPE,
        "Markdown の書き方([文字](アドレス)、[^名前])にする",
    ),
    Rule(
        "bare-address",
        raw_markup.addresses,
        "アドレスの全体がリンクになりません",
        f"{_ESCAPE}か、`文字 <アドレス>`__ の形で書く",
        "<アドレス> か [文字](アドレス) の形で書く",
    ),
    Rule(
        "markdown-mark",
        raw_markup.markdown_marks,
        "使えない印が文字のまま出ます",
        "数式は :math:`x`、項目の印は ☐ と ☑ で書き、ほかは reStructuredText の書き方にする",
        "数式は {math}`x`、項目の印は ☐ と ☑ で書き、ほかの印は消す",
    ),
    Rule(
        "image-alt",
        _images_without_alt,
        "画像に代替テキストがありません",
        ":alt: に図の言うことを1文で書く",
    ),
    Rule("image-missing", _images_missing, "画像がありません", "images/ に置くか、名前を直す"),
    Rule(
        "file-name",
        _file_names,
        "ファイル名に、空白か、EPUB に入れられない記号があります",
        '空白と " # * : < > ? \\ | のない名前にする',
    ),
    Rule(
        "raw-output",
        _raw_output,
        "1つの形式にだけ出る中身です",
        "どの形式にも出る書き方にするか、.. only:: builder_html の中に書く",
        "どの形式にも出る書き方にするか、```{only} builder_html の中に書く",
    ),
    Rule("pixel-width", _widths_in_pixels, "ピクセルで指定した幅です", "% で書くか、指定を消す"),
    Rule("empty-section", _empty_sections, "見出しだけの節です", "本文を書くか、見出しを消す"),
    Rule(
        "work-below-one-section",
        _work_below_one_section,
        "目次と柱が役に立たない節です",
        "作業の部分の見出しを、「はじめに」と同じ段にする",
    ),
    Rule("wide-space", _trailing_wide_spaces, "行末に全角の空白があります", "空白を消す"),
    Rule("unnamed", _unnamed, "名前のない図表です", ":name: を付け、本文から :numref: で指す"),
    Rule(
        "unmentioned", _unmentioned, "本文から指していない図表です", ":numref: で指すか、図表を消す"
    ),
    Rule(
        "direction",
        # not in 以下, 地上 and 売上, nor in 図形, 表現, 記録 and the like
        match_prose(r"(?<![以地売])[上下](?:図|表|記)(?![形現面紙題示す録述載憶号])"),
        "位置で指す言葉です(PDF では動きます)",
        ":numref: で番号を書くか「次の」と書く",
    ),
)


def _check(app: Sphinx, doctree: nodes.document) -> None:
    """Collect the findings of one document; they stay with the environment until it is reread."""
    root = Path(app.confdir)
    app.env.metadata[app.env.docname][KEY] = [
        Fault(shown(path, root), line, f"{what} {rule.fault}", rule.mend_in(path))
        for rule in RULES
        for path, line, what in rule.check(doctree)
    ]


def findings(env: BuildEnvironment) -> set[Fault]:
    """What all documents still hold that a published build may not."""
    # a set, since a file that many documents include is found faulty in each
    return {fault for about in env.metadata.values() for fault in about.get(KEY, [])}


def _report(app: Sphinx, env: BuildEnvironment) -> None:
    """Stop a published build that has findings; print them in a build of drafts."""
    faults = findings(env)
    if faults and not app.tags.has("draft"):
        raise FaultySources(faults)
    for fault in sorted(faults):
        logger.info("公開する前に直すもの: %s", fault)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("memo", Memo)
    # After every other reader of the doctree, so that what they add is checked too.
    app.connect("doctree-read", _check, priority=900)
    app.connect("env-updated", _report)
    return metadata()
