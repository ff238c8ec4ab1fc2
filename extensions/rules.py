"""What a published document may not hold: one table of rules over doctrees.

Each rule is a function that yields (file, line, what is wrong) for one document, which may
include other files; :data:`RULES` names them with their mends. Findings in a published build
stop it before anything is written, with file, line and mend of all of them; a build of drafts
only prints them. ``.. memo::``, the authors' notes, lives here too, since its only other property
is that no reader sees it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
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
from extensions.places import file_of, line_of, line_of_words, lines_of
from extensions.series import installment_at

logger = logging.getLogger(__name__)
KEY = "rules_findings"  # in the metadata of a document

Finding = tuple[Path, int, str]
Check = Callable[[nodes.document], Iterable[Finding]]
_VERBATIM = (nodes.literal, nodes.FixedTextElement, nodes.math, nodes.raw)


class Memo(BaseAdmonition):
    """``.. memo::``: an author's note, shown by ``make draft`` alone."""

    node_class = nodes.admonition

    def run(self) -> list[nodes.Node]:
        self.arguments = ["執筆メモ"]
        self.options["class"] = ["memo"]
        return super().run()

    required_arguments = 0
    optional_arguments = 0


def _at(node: nodes.Node, what: str) -> Finding:
    """A finding at *node*."""
    return file_of(node), line_of(node), what


def _at_words(block: nodes.Element, words: str, what: str, before: str = "") -> Finding:
    """A finding at *words*, which *before* precedes in *block*."""
    return file_of(block), line_of_words(block, words, before), what


def _short(text: str) -> str:
    """The beginning of *text* in quotation marks, on one line."""
    text = " ".join(text.split())
    return f"「{text[:12]}…」" if len(text) > 12 else f"「{text}」"


@functools.lru_cache(maxsize=1)  # for all the rules of one document
def _elements(doctree: nodes.document) -> list[nodes.Element]:
    """Every element of the document; to walk through it for each rule takes ten times as long."""
    return list(doctree.findall(nodes.Element))


def _all(doctree: nodes.document, *kinds: type[nodes.Node]) -> Iterator[Any]:
    """The elements of one of the *kinds*, in their order."""
    return (node for node in _elements(doctree) if isinstance(node, kinds))


@functools.lru_cache(maxsize=1)
def _blocks(doctree: nodes.document) -> list[tuple[nodes.TextElement, str]]:
    """Each block of running text with what a reader sees of it, code left out."""
    return [
        (block, _prose(block))
        for block in _all(doctree, nodes.TextElement)
        if not isinstance(block, (nodes.Inline, nodes.Invisible, *_VERBATIM))
    ]


def _prose(node: nodes.Node) -> str:
    """The text under *node* without literals, code and mathematics."""
    if isinstance(node, _VERBATIM):
        return ""
    if isinstance(node, nodes.Text):
        return node.astext()
    return "".join(_prose(child) for child in node.children)


def _match_prose(pattern: str) -> Check:
    """A rule that finds *pattern* in running text."""
    compiled = re.compile(pattern)

    def check(doctree: nodes.document) -> Iterator[Finding]:
        for block, text in _blocks(doctree):
            for match in compiled.finditer(text):
                yield _at_words(block, match[0], f"「{match[0]}」", text[: match.start()])

    return check


def _memos(doctree: nodes.document) -> Iterator[Finding]:
    for node in _all(doctree, nodes.admonition):
        if "memo" in node["classes"]:
            yield _at(node, "memo")


# ASCII word boundaries, since Japanese puts no space around a word
_LEFTOVER = re.compile(r"[(（](?:メモ|備忘)[)）]|(?a:\b(?:TODO|XXX)\b)")


def _leftovers(doctree: nodes.document) -> Iterator[Finding]:
    yield from _match_prose(_LEFTOVER.pattern)(doctree)
    for comment in _all(doctree, nodes.comment):
        for match in _LEFTOVER.finditer(comment.astext()):
            yield _at_words(comment, match[0], f"コメントの中の「{match[0]}」")


def _code_fences(doctree: nodes.document) -> Iterator[Finding]:
    # To reStructuredText a fence is a literal whose text begins with the third backquote, and
    # plain text where a blank line divides it.
    for literal in _all(doctree, nodes.literal):
        if literal.astext().startswith("`"):
            yield _at_words(literal.parent, "```", "「```」")
    yield from _match_prose("```|~~~")(doctree)


def _bullets_in_lines(doctree: nodes.document) -> Iterator[Finding]:
    for line in _all(doctree, nodes.line):
        if re.match(r"[*+-]\s|[・•●■]", line.astext()):
            yield _at(line, _short(line.astext()))


def _lines_as_paragraph(doctree: nodes.document) -> Iterator[Finding]:
    for block in _all(doctree, nodes.line_block):
        if any(line.astext().endswith("。") for line in block.findall(nodes.line)):
            yield _at(block, _short(block.astext()))


def _quoted_lists(doctree: nodes.document) -> Iterator[Finding]:
    for quote in _all(doctree, nodes.block_quote):
        children = [child for child in quote if not isinstance(child, nodes.Invisible)]
        if children and all(isinstance(child, nodes.Sequential) for child in children):
            yield _at(quote, _short(quote.astext()))


def _images_without_alt(doctree: nodes.document) -> Iterator[Finding]:
    for image in _all(doctree, nodes.image):
        if not image.get("alt", "").strip():
            yield _at(image, image["uri"])


def _widths_in_pixels(doctree: nodes.document) -> Iterator[Finding]:
    for node in _all(doctree, nodes.image, nodes.figure):
        for name in ("width", "height"):
            if re.fullmatch(r"\d+(px)?", str(node.get(name, ""))):
                yield _at(node, f":{name}: {node[name]}")


def _images_missing(doctree: nodes.document) -> Iterator[Finding]:
    folder = Path(doctree.settings.env.srcdir)
    for image in _all(doctree, nodes.image):
        # Sphinx has listed the files by now; "?" stands for an address elsewhere.
        files = image["candidates"]
        if not files or any(not (folder / files[kind]).is_file() for kind in files if kind != "?"):
            yield _at(image, image["uri"])


def _empty_sections(doctree: nodes.document) -> Iterator[Finding]:
    for section in _all(doctree, nodes.section):
        content = [
            child
            for child in section
            if not isinstance(child, (nodes.title, nodes.Invisible, addnodes.index))
            and not (isinstance(child, nodes.admonition) and "memo" in child["classes"])
        ]
        # a rubric is the next heading, such as the author's
        if not content or isinstance(content[0], nodes.rubric):
            title = section.next_node(nodes.title)
            yield _at_words(title, title.astext(), _short(title.astext()))


def _trailing_wide_spaces(doctree: nodes.document) -> Iterator[Finding]:
    # what is included as text, not as a listing
    text = (node for node in _all(doctree, nodes.Element) if not isinstance(node, _VERBATIM))
    sources = {node.source: node for node in text if node.source}
    for path in {file_of(node) for node in (doctree, *sources.values())}:
        for number, line in enumerate(lines_of(path), 1):
            if "\u3000" in line[len(line.rstrip()) :]:
                yield path, number, f"{_short(line)}の後ろ"


def _captioned(doctree: nodes.document) -> Iterator[tuple[nodes.Element, str]]:
    """Figures, tables and listings that carry a caption, with what to call them."""
    for figure in _all(doctree, nodes.figure):
        if any(isinstance(child, nodes.caption) for child in figure):
            yield figure, "図"
    for table in _all(doctree, nodes.table):
        if any(isinstance(child, nodes.title) for child in table):
            yield table, "表"
    for container in _all(doctree, nodes.container):
        if container.get("literal_block"):
            yield container, "リスト"


def _unnamed(doctree: nodes.document) -> Iterator[Finding]:
    for node, kind in _captioned(doctree):
        if not node["names"]:
            yield _at(node, kind)


def _unmentioned(doctree: nodes.document) -> Iterator[Finding]:
    mentioned = {
        xref["reftarget"]
        for xref in _all(doctree, addnodes.pending_xref)
        if xref["reftype"] in ("numref", "ref")
    }
    for node, kind in _captioned(doctree):
        names = {nodes.fully_normalize_name(name) for name in node["names"]}
        if names and not names & mentioned:
            yield _at(node, f"{kind} {sorted(names)[0]}")


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
            yield _at_words(section[0], title, f"「はじめに」の下の{_short(title)}")
    parts = [section for title, section in sections.items() if title not in _AROUND]
    if len(parts) == 1 and len(_sections(parts[0])) > 1:
        title = parts[0][0].astext()
        yield _at_words(parts[0][0], title, f"本文の全部を持つ{_short(title)}")


def _sections(node: nodes.section) -> dict[str, nodes.section]:
    """The sections right below *node* by their titles."""
    return {child[0].astext(): child for child in node if isinstance(child, nodes.section)}


@dataclass(frozen=True)
class Rule:
    """A rule: its name, its check over a doctree, the fault and the mend."""

    name: str
    check: Check
    fault: str
    mend: str


RULES = (
    Rule("memo", _memos, "執筆メモが残っています", "本文で答えて消す"),
    Rule(
        "leftover", _leftovers, "書きかけの印が残っています", "本文で答えて消すか .. memo:: にする"
    ),
    Rule(
        "markdown-link",
        _match_prose(
            r"\[[^\]\n]*\]\((?:https?:|[./#]|[^\s()]+\.(?:html|md|rst|png|jpe?g|svg)\b)[^)\s]*\)?"
        ),
        "Markdown のリンクです",
        "`文字 <アドレス>`__ の形で書く",
    ),
    Rule("code-fence", _code_fences, "Markdown のコード枠です", ".. code-block:: を使う"),
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
        "strong-marker", _match_prose(r"\*\*"), "強調の印が文字のまま出ます", '前後に "\\ " を置く'
    ),
    Rule(
        "image-alt",
        _images_without_alt,
        "画像に代替テキストがありません",
        ":alt: に図の言うことを1文で書く",
    ),
    Rule("image-missing", _images_missing, "画像がありません", "images/ に置くか、名前を直す"),
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
        _match_prose(r"(?<![以地売])[上下](?:図|表|記)(?![形現面紙題示す録述載憶号])"),
        "位置で指す言葉です(PDF では動きます)",
        ":numref: で番号を書くか「次の」と書く",
    ),
)


def _check(app: Sphinx, doctree: nodes.document) -> None:
    """Collect the findings of one document; they stay with the environment until it is reread."""
    root = Path(app.confdir)
    app.env.metadata[app.env.docname][KEY] = [
        Fault(shown(path, root), line, f"{what} {rule.fault}", rule.mend)
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
