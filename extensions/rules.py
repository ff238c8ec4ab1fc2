"""What a published document may not hold: one table of rules over doctrees.

Each rule is a function that yields (line, what is wrong) for one document; :data:`RULES` names
them with their mends. Findings in a published build stop it before anything is written, with
file, line and mend of all of them; a build of drafts only prints them. ``.. memo::``, the
authors' notes, lives here too, since its only other property is that no reader sees it.
"""

from __future__ import annotations

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

from extensions.faults import Fault, FaultySources

logger = logging.getLogger(__name__)

Finding = tuple[int, str]
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


def _line(node: nodes.Node | None) -> int:
    """The line of *node* or of the nearest ancestor that knows one; 1 if none does.

    docutils knows the line of blocks, not of inline nodes or of most table cells.
    """
    while node is not None:
        if node.line:
            return node.line
        node = node.parent
    return 1


def _blocks(doctree: nodes.document) -> Iterator[tuple[nodes.TextElement, str]]:
    """Each block of running text with what a reader sees of it, code left out."""
    for block in doctree.findall(nodes.TextElement):
        if isinstance(block, (nodes.Inline, nodes.Invisible, *_VERBATIM)):
            continue
        yield block, _prose(block)


def _prose(node: nodes.Node) -> str:
    """The text under *node* without literals, code and mathematics."""
    if isinstance(node, _VERBATIM):
        return ""
    if isinstance(node, nodes.Text):
        return node.astext()
    return "".join(_prose(child) for child in node.children)


def _match_prose(pattern: str) -> Callable[[nodes.document, list[str]], Iterator[Finding]]:
    """A rule that finds *pattern* in running text."""
    compiled = re.compile(pattern)

    def check(doctree: nodes.document, _: list[str]) -> Iterator[Finding]:
        for block, text in _blocks(doctree):
            for match in compiled.finditer(text):
                before = text[: match.start()].count("\n")
                yield _line(block) + before, f"「{match[0]}」"

    return check


def _memos(doctree: nodes.document, _: list[str]) -> Iterator[Finding]:
    for node in doctree.findall(nodes.admonition):
        if "memo" in node["classes"]:
            yield _line(node), "memo"


_LEFTOVER = re.compile(r"[(（](?:メモ|備忘)[)）]|\b(?:TODO|XXX)\b")


def _leftovers(doctree: nodes.document, lines: list[str]) -> Iterator[Finding]:
    yield from _match_prose(_LEFTOVER.pattern)(doctree, lines)
    for comment in doctree.findall(nodes.comment):
        if match := _LEFTOVER.search(comment.astext()):
            yield _line(comment), f"コメントの中の「{match[0]}」"


def _code_fences(doctree: nodes.document, _: list[str]) -> Iterator[Finding]:
    # To reStructuredText a fence is a literal whose text begins with the third backquote.
    for literal in doctree.findall(nodes.literal):
        if literal.astext().startswith("`"):
            yield _line(literal), "``` で始まるコード"


def _bullets_in_lines(doctree: nodes.document, _: list[str]) -> Iterator[Finding]:
    for line in doctree.findall(nodes.line):
        if re.match(r"[*+\-•・]\s", line.astext()):
            yield _line(line), f"「{line.astext()[:12]}…」"


def _lines_as_paragraph(doctree: nodes.document, _: list[str]) -> Iterator[Finding]:
    for block in doctree.findall(nodes.line_block):
        first = block.next_node(nodes.line)
        if first is not None and first.astext().endswith("。"):
            yield _line(first), f"「{first.astext()[:12]}…」"


def _quoted_lists(doctree: nodes.document, _: list[str]) -> Iterator[Finding]:
    for quote in doctree.findall(nodes.block_quote):
        children = [child for child in quote if not isinstance(child, nodes.Invisible)]
        if children and all(isinstance(child, nodes.Sequential) for child in children):
            yield _line(quote), f"「{quote.astext()[:12]}…」"


def _images_without_alt(doctree: nodes.document, _: list[str]) -> Iterator[Finding]:
    for image in doctree.findall(nodes.image):
        if not image.get("alt", "").strip():
            yield _line(image), image["uri"]


def _widths_in_pixels(doctree: nodes.document, _: list[str]) -> Iterator[Finding]:
    for node in doctree.findall(lambda node: isinstance(node, nodes.image | nodes.figure)):
        for name in ("width", "height"):
            if re.fullmatch(r"\d+(px)?", str(node.get(name, ""))):
                yield _line(node), f":{name}: {node[name]}"


def _images_missing(doctree: nodes.document, _: list[str]) -> Iterator[Finding]:
    folder = Path(doctree["source"]).parent
    for image in doctree.findall(nodes.image):
        uri = image["uri"]
        remote = "://" in uri or uri.startswith("data:")
        if not remote and "candidates" not in image and not (folder / uri).is_file():
            yield _line(image), uri


def _empty_sections(doctree: nodes.document, _: list[str]) -> Iterator[Finding]:
    for section in doctree.findall(nodes.section):
        content = [
            child
            for child in section
            if not isinstance(child, (nodes.title, nodes.Invisible, addnodes.index))
        ]
        if all("memo" in getattr(child, "attributes", {}).get("classes", []) for child in content):
            title = section.next_node(nodes.title)
            yield _line(section), f"「{title.astext() if title else ''}」"


def _trailing_wide_spaces(_: nodes.document, lines: list[str]) -> Iterator[Finding]:
    for number, line in enumerate(lines, 1):
        if line.endswith("\u3000"):
            yield number, f"「{line.strip()[:12]}」の後ろ"


def _captioned(doctree: nodes.document) -> Iterator[tuple[nodes.Element, str]]:
    """Figures, tables and listings that carry a caption, with what to call them."""
    for figure in doctree.findall(nodes.figure):
        if any(isinstance(child, nodes.caption) for child in figure):
            yield figure, "図"
    for table in doctree.findall(nodes.table):
        if any(isinstance(child, nodes.title) for child in table):
            yield table, "表"
    for container in doctree.findall(nodes.container):
        if container.get("literal_block"):
            yield container, "リスト"


def _unnamed(doctree: nodes.document, _: list[str]) -> Iterator[Finding]:
    for node, kind in _captioned(doctree):
        if not node["names"]:
            yield _line(node), kind


def _unmentioned(doctree: nodes.document, _: list[str]) -> Iterator[Finding]:
    mentioned = {
        xref["reftarget"]
        for xref in doctree.findall(addnodes.pending_xref)
        if xref["reftype"] in ("numref", "ref")
    }
    for node, kind in _captioned(doctree):
        names = {nodes.fully_normalize_name(name) for name in node["names"]}
        if names and not names & mentioned:
            yield _line(node), f"{kind} {sorted(names)[0]}"


@dataclass(frozen=True)
class Rule:
    """A rule: its name, its check over doctree and raw lines, the fault and the mend."""

    name: str
    check: Callable[[nodes.document, list[str]], Iterable[Finding]]
    fault: str
    mend: str


WIDE_SPACE = Rule("wide-space", _trailing_wide_spaces, "行末に全角の空白があります", "空白を消す")
RULES = (
    Rule("memo", _memos, "執筆メモが残っています", "本文で答えて消す"),
    Rule(
        "leftover", _leftovers, "書きかけの印が残っています", "本文で答えて消すか .. memo:: にする"
    ),
    Rule(
        "markdown-link",
        _match_prose(r"\[[^\]\n]+\]\((?:https?:|[./#])[^)\s]*\)?"),
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
    WIDE_SPACE,
    Rule("unnamed", _unnamed, "名前のない図表です", ":name: を付け、本文から :numref: で指す"),
    Rule(
        "unmentioned", _unmentioned, "本文から指していない図表です", ":numref: で指すか、図表を消す"
    ),
    Rule(
        "direction",
        _match_prose(r"[上下](?:図|表|記)(?![形現面紙題示す])"),
        "位置で指す言葉です(PDF では動きます)",
        ":numref: で番号を書くか「次の」と書く",
    ),
)


def _check(app: Sphinx, doctree: nodes.document) -> None:
    """Collect the findings of one document; they stay with the environment until it is reread."""
    env = app.env
    root = Path(app.confdir)
    source = Path(env.doc2path(env.docname))
    lines = source.read_text(encoding="utf-8").splitlines()

    def faults(rule: Rule, path: Path, lines: list[str]) -> Iterator[Fault]:
        shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        for line, what in rule.check(doctree, lines):
            yield Fault(shown, line, f"{what} {rule.fault}", rule.mend)

    found = {fault for rule in RULES for fault in faults(rule, source, lines)}
    for dependency in env.dependencies.get(env.docname, ()):
        path = (Path(env.srcdir) / dependency).resolve()
        if path.suffix in (".rst", ".txt", ".md"):
            included = path.read_text(encoding="utf-8").splitlines()
            found.update(faults(WIDE_SPACE, path, included))
    _findings(env)[env.docname] = sorted(found)


def _findings(env: BuildEnvironment) -> dict[str, list[Fault]]:
    """Faults by document."""
    if not hasattr(env, "rules_findings"):
        env.rules_findings = {}
    return env.rules_findings


def _purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    _findings(env).pop(docname, None)


def _merge(
    app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment
) -> None:
    for docname in docnames:
        if docname in _findings(other):
            _findings(env)[docname] = _findings(other)[docname]


def _report(app: Sphinx, env: BuildEnvironment) -> None:
    """Stop a published build that has findings; print them in a build of drafts."""
    faults = [fault for found in _findings(env).values() for fault in found]
    if faults and not app.tags.has("draft"):
        raise FaultySources(faults)
    for fault in sorted(faults):
        logger.info("公開する前に直すもの: %s", fault)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("memo", Memo)
    # After every other reader of the doctree, so that what they add is checked too.
    app.connect("doctree-read", _check, priority=900)
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)
    app.connect("env-updated", _report)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
