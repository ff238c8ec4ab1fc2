"""The usual commands of LaTeX's mathematics: each is set with the right signs, in all formats."""

from __future__ import annotations

import html
import re
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
import typst
from conftest import Book

from extensions.formulas import MATHML, TYPST, Formula, Formulas

# Letters and signs, each between two others
SIGNS = r"""
\alpha \beta \gamma \delta \epsilon \varepsilon \zeta \eta \theta \vartheta \iota \kappa \lambda
\mu \nu \xi \pi \varpi \rho \varrho \sigma \varsigma \tau \upsilon \phi \varphi \chi \psi \omega
\Gamma \Delta \Theta \Lambda \Xi \Pi \Sigma \Upsilon \Phi \Psi \Omega
\leq \le \geq \ge \neq \ne \equiv \approx \sim \simeq \cong \propto \ll \gg \prec \succ \preceq
\succeq \subset \supset \subseteq \supseteq \subsetneq \supsetneq \nsubseteq \sqsubseteq
\sqsupseteq \in \notin \ni \mid \nmid \parallel \perp \vdash \dashv \models \asymp \doteq \lesssim
\gtrsim \leqslant \geqslant \triangleq \coloneqq \nleq \ngeq \thicksim \thickapprox
\leftarrow \rightarrow \to \gets \leftrightarrow \Leftarrow \Rightarrow \Leftrightarrow \iff
\implies \mapsto \longrightarrow \longleftarrow \longmapsto \uparrow \downarrow \Uparrow
\Downarrow \nearrow \searrow \swarrow \nwarrow \hookrightarrow \rightharpoonup \rightleftharpoons
\leadsto \twoheadrightarrow
\pm \mp \times \div \cdot \star \circ \bullet \cap \cup \uplus \sqcap \sqcup \vee \lor \wedge \land
\oplus \ominus \otimes \oslash \odot \dagger \ddagger \setminus \wr \amalg \diamond \boxplus \Cap
\lnot \neg \forall \exists \nexists \infty \partial \nabla \emptyset \varnothing \aleph \hbar \ell
\wp \Re \Im \angle \triangle \square \top \bot \prime \dots \ldots \cdots \vdots \ddots
\mathellipsis \therefore \because \flat \natural \sharp \checkmark \S \P \copyright \% \# \& \$ \_
\sum \prod \coprod \int \iint \iiint \oint \bigcap \bigcup \bigvee \bigwedge \bigoplus \bigotimes
\bigodot \biguplus \bigsqcup
\sin \cos \tan \arcsin \sinh \log \ln \exp \det \dim \ker \deg \gcd \arg \Pr \max \min \sup \inf
\lim \limsup \liminf \bmod
\{ \} \langle \rangle \lfloor \rfloor \lceil \rceil \lvert \rvert \lVert \rVert \| \backslash
""".split()
# What stands around or beside letters
COMPOUNDS = [
    r"\hat{a}",
    r"\tilde{a}",
    r"\dot{a}",
    r"\ddot{a}",
    r"\underbrace{a+b}_{n}",
    r"\overbrace{a+b}^{n}",
    r"\mathbb{R}",
    r"\mathbbm{1}",
    r"\mathfrak{g}",
    r"\mathbf{x}",
    r"\mathrm{sect}",
    r"\mathsf{T}",
    r"\mathtt{abc}",
    r"\boldsymbol{\theta}",
    r"\bm{x}",
    r"\text{もし sect.circle \& x}",
    r"\operatorname{softmax}(x)",
    r"\operatorname*{arg\,max}_x f",
    r"\frac{a}{b} \dfrac{a}{b} \tfrac{a}{b} \cfrac{a}{b}",
    r"\binom{n}{k} \dbinom{n}{k} \tbinom{n}{k}",
    r"\sum_{\substack{i<n \\ j<m}} x",
    r"\overset{a}{b} \underset{a}{b} \stackrel{a}{=}",
    r"\xrightarrow{f} \xrightarrow[g]{f} \xleftarrow{f} \xRightarrow{f} \xmapsto{f}",
    r"\left( \frac{a}{b} \middle| c \right]",
    r"\left. \frac{a}{b} \right|_{x=0}",
    r"\left\{ a \right\} \left\| a \right\| \left\lfloor a \right\rfloor",
    r"\bigl( a \bigr) \Biggl[ b \Biggr]",
    r"a \, b \: c \; d \! e \quad f \qquad g",
    r"a \bmod b \pmod n",
    r"\smash{x} \vphantom{y} a",
    *(
        rf"\begin{{{name}}} a & b \\ c & d \end{{{name}}}"
        for name in ("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "smallmatrix", "cases")
    ),
    r"\begin{array}{c|c} a & b \\ \hline c & d \end{array}",
    r"\begin{dcases} a & b \\ c & d \end{dcases}",
    r"\begin{rcases} a & b \\ c & d \end{rcases}",
    *(
        rf"\begin{{{name}}} a \& b &= c \label{{x}} \\ d &= e \nonumber \end{{{name}}}"
        for name in ("align", "align*", "aligned", "split")
    ),
    *(
        rf"\begin{{{name}}} a = b \notag \\ c = d \end{{{name}}}"
        for name in ("gather", "gathered", "multline")
    ),
]
FORMULAS = [rf"a {sign} b" for sign in SIGNS] + COMPOUNDS
# The same letter, thicker or thinner, and what no letter is
_SAME = str.maketrans({"→": None, "∗": "*", "∥": "‖", "⃗": None})


def letters(text: str) -> list[str]:
    """The letters of *text* in one form each, in an order of their own."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).translate(_SAME))
    return sorted(c for c in plain if unicodedata.category(c)[0] not in "ZCM")


def test_every_usual_command_is_set_with_its_sign(tmp_path: Path) -> None:
    wanted = [Formula(latex, True) for latex in FORMULAS]
    assert len(wanted) > 250
    set_by_typst, shown = Formulas(TYPST), Formulas(MATHML)
    set_by_typst.read(wanted)
    shown.read(wanted)
    pages = "\n#pagebreak()\n".join(f"$ {set_by_typst[formula]} $" for formula in wanted)
    (tmp_path / "formulas.typ").write_text(pages, encoding="utf-8")
    pdf = pypdfium2.PdfDocument(typst.compile(tmp_path / "formulas.typ"))
    wrong = {}
    for formula, page in zip(wanted, pdf, strict=True):
        site = html.unescape(re.sub("<[^>]*>", "", shown[formula]))
        if letters(page.get_textpage().get_text_range()) != letters(site):
            wrong[formula.latex] = page.get_textpage().get_text_range()
    assert wrong == {}


REFUSED = [
    r"a \tag{1}",
    r"{a \over b}",
    r"\sideset{_a}{_c}\sum",
    r"\textcolor{red}{a}",
    r"\frac{1}",
]


@pytest.mark.parametrize("builder", ["typst", "html"])
def test_what_cannot_be_set_is_refused_all_at_once(builder: str, book: Book) -> None:
    source = book.installment(body="".join(f"あ :math:`{latex}` い\n\n" for latex in REFUSED))
    result = book.build(builder)
    assert result.code == 1
    lines = source.read_text(encoding="utf-8").splitlines()
    assert [line for line in result.output.splitlines() if " → " in line] == [
        f"docs/05-slug.rst:{lines.index(f'あ :math:`{latex}` い') + 1}: "
        f"数式「{latex}」を読めません → LaTeX の書き方を直す"
        for latex in REFUSED
    ]
