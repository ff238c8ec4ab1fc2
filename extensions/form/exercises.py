"""Exercises and their answers: ``.. exercise::`` with ``.. answer::`` in it.

The site opens an answer where it stands. Print and EPUB put all answers of a document in one
place, with links both ways: where ``.. answers::`` stands; else print at the end of the section
「まとめ」, or before 「次回」 where there is none, and the EPUB at the end of the document.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from extensions.form.faults import refuse, refuse_node

KIND = "exercise"
HEAD = "練習問題の答え"


class exercise(nodes.General, nodes.Element):
    """An exercise: its title, its text, its answer if it has one."""


class exercise_title(nodes.TextElement):
    """The words after the number of an exercise; may be empty."""


class answer(nodes.General, nodes.Element):
    """The answer; ``of`` is the id of its exercise, ``label`` its number once it was moved."""


class answers(nodes.General, nodes.Element):
    """The place of all answers in print and EPUB."""


class answer_link(nodes.General, nodes.Element):
    """A line that leads to the answer ``target``."""


class Exercise(SphinxDirective):
    """``.. exercise:: title``: numbered as 練習問題5.1; ``:name:`` for ``:numref:``."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = {"name": directives.unchanged}  # noqa: RUF012 (as in the base class)

    def run(self) -> list[nodes.Node]:
        self.assert_has_content()
        node = exercise(classes=[KIND])
        self.set_source_info(node)
        self.add_name(node)
        id_ = f"{KIND}-{self.env.new_serialno(KIND) + 1}"
        node["ids"].append(id_)
        self.state.document.ids[id_] = node
        words, messages = self.parse_inline(self.arguments[0]) if self.arguments else ([], [])
        node += exercise_title("", "", *words)
        node += [*self.parse_content_to_nodes(allow_section_headings=False), *messages]
        found = [child for child in node if isinstance(child, answer)]
        if len(found) > 1:
            return refuse(self, "練習問題に答えが2つあります", "1つの .. answer:: にまとめる")
        for child in found:
            child["of"] = id_
            child["ids"] = [id_.replace(KIND, "answer")]
        return [node]


class Answer(SphinxDirective):
    """``.. answer::`` of the exercise that it stands in."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        self.assert_has_content()
        node = answer("", *self.parse_content_to_nodes(allow_section_headings=False))
        self.set_source_info(node)
        return [node]


class Answers(SphinxDirective):
    """``.. answers::``: where print and EPUB put the answers of the document."""

    def run(self) -> list[nodes.Node]:
        node = answers()
        self.set_source_info(node)
        return [node]


def _check(app: Sphinx, doctree: nodes.document) -> None:
    for node in doctree.findall(answer):
        if not isinstance(node.parent, exercise):
            text = ".. answer:: が .. exercise:: の中にありません"
            refuse_node(app.env, node, text, "練習問題の中に、同じ深さで字下げして書く")


def label(env: BuildEnvironment, docname: str, node: exercise) -> str:
    """「練習問題5.1」."""
    number = env.toc_fignumbers[docname][KIND][node["ids"][0]]
    return env.config.numfig_format[KIND] % ".".join(map(str, number))


class MoveAnswers(SphinxPostTransform):
    """Put the answers where print and EPUB have them; the site needs no place for them."""

    default_priority = 5  # before references are resolved, which then are where they stay

    def run(self, **kwargs: Any) -> None:
        builder = self.env._app.builder.name
        places = list(self.document.findall(answers))
        found = list(self.document.findall(answer))
        if builder not in ("typst", "epub") or not found:
            for place in places:
                place.parent.remove(place)
            return
        place = places[0] if places else answers()
        for node in found:
            parent = node.parent
            node["label"] = label(self.env, self.env.docname, parent)
            parent.replace(node, answer_link(target=node["ids"][0]))
            place += node
        for other in places[1:]:
            other.parent.remove(other)
        if not places:
            self._insert(place, at_end=builder == "epub")

    def _insert(self, place: answers, *, at_end: bool) -> None:
        """Put *place* into the document."""
        top = self.document.next_node(nodes.section) or self.document
        heads = {
            child[0].astext(): child for child in top.children if isinstance(child, nodes.section)
        }
        if at_end or not heads.keys() & {"まとめ", "次回"}:
            top += place
        elif "まとめ" in heads:
            heads["まとめ"].append(place)
        else:
            top.insert(top.index(heads["次回"]), place)


# -- HTML, which the EPUB shares -----------------------------------------------------------------
def _visit_exercise(self: HTML5Translator, node: exercise) -> None:
    self.body.append(self.starttag(node, "div", CLASS="admonition"))


def _depart_block(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</div>\n")


def _visit_title(self: HTML5Translator, node: exercise_title) -> None:
    number = label(self.builder.env, self.builder.current_docname, node.parent)
    self.body.append(f'<p class="admonition-title">{number} ')


def _depart_title(self: HTML5Translator, node: exercise_title) -> None:
    self.body.append("</p>\n")


def _visit_answer(self: HTML5Translator, node: answer) -> None:
    if "label" in node:
        self.body.append(self.starttag(node, "div", CLASS="answer"))
        self.body.append(f'<p class="rubric"><a href="#{node["of"]}">{node["label"]}</a></p>\n')
        self.context.append("</div>\n")
    else:
        self.body.append(self.starttag(node, "details", CLASS="answer"))
        self.body.append("<summary>答えを見る</summary>\n")
        self.context.append("</details>\n")


def _depart_answer(self: HTML5Translator, node: answer) -> None:
    self.body.append(self.context.pop())


def _visit_answers(self: HTML5Translator, node: answers) -> None:
    self.body.append(f'<section class="answers" id="answers">\n<h2>{HEAD}</h2>\n')


def _depart_answers(self: HTML5Translator, node: answers) -> None:
    self.body.append("</section>\n")


def _visit_link(self: HTML5Translator, node: answer_link) -> None:
    self.body.append(f'<p class="answer-link"><a href="#{node["target"]}">答えへ進む</a></p>\n')
    raise nodes.SkipNode


# -- Typst -----------------------------------------------------------------------------------------
def _typst_exercise(self: Any, node: exercise) -> None:
    title, *content = node.children
    number = nodes.Text(f"{label(self.builder.env, self.docname, node)} ")
    head = nodes.paragraph("", "", number, *title.children)
    self.boxed(node, self.line(head), content)


def _typst_answers(self: Any, node: answers) -> None:
    self.block(f"#answers[{self.line(nodes.paragraph('', HEAD))}][{self.inside(node.children)}];")
    raise nodes.SkipNode


def _typst_answer(self: Any, node: answer) -> None:
    head = self.line(nodes.paragraph("", node["label"]))
    back = _page(self, node["of"], "問題は")
    self.block(
        self.anchors(node), f"#answer[{head}][{back}][{self.indented('note', node.children)}];"
    )
    raise nodes.SkipNode


def _typst_link(self: Any, node: answer_link) -> None:
    self.block(f"#answer-link[{_page(self, node['target'], '答えは')}];")
    raise nodes.SkipNode


def _page(self: Any, target: str, words: str) -> str:
    return f"#page-of({self.label(target)})[{self.line(nodes.paragraph('', words))}];"


def setup(app: Sphinx) -> None:
    app.add_directive("exercise", Exercise)
    app.add_directive("answer", Answer)
    app.add_directive("answers", Answers)
    app.add_post_transform(MoveAnswers)
    app.connect("doctree-read", _check)
    app.add_enumerable_node(
        exercise,
        KIND,
        lambda node: KIND,
        html=(_visit_exercise, _depart_block),
        typst=(_typst_exercise, None),
    )
    # the writer of the PDF takes the title along with the exercise
    app.add_node(exercise_title, html=(_visit_title, _depart_title))
    app.add_node(answer, html=(_visit_answer, _depart_answer), typst=(_typst_answer, None))
    app.add_node(answers, html=(_visit_answers, _depart_answers), typst=(_typst_answers, None))
    app.add_node(answer_link, html=(_visit_link, None), typst=(_typst_link, None))
