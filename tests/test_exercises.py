"""Exercises and their answers, as readers of the three formats meet them."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

import form
import pytest
from conftest import Book, Result
from form import faults, with_class
from reading import text


@pytest.fixture
def article(formats: dict[str, Result]) -> Element:
    return form.article(formats)


@pytest.fixture
def chapter(formats: dict[str, Result]) -> Element:
    return form.chapter(formats)


@pytest.fixture
def pdf(formats: dict[str, Result]) -> Path:
    return form.pdf(formats)


@pytest.fixture
def printed(pdf: Path) -> str:
    return form.printed(pdf)


def test_an_answer_opens_where_it_stands_on_the_site(article: Element) -> None:
    exercises = with_class(article, "exercise")
    titles = [text(with_class(each, "admonition-title")[0]) for each in exercises]
    change = "練習問題8.2 しきい値を 0.1 に変える"
    assert titles == ["練習問題8.1", change, "練習問題8.3 自分の仕事に移す"]
    answers = [[text(answer) for answer in each.iter("details")] for each in exercises]
    assert answers[0][0].startswith("答えを見る 題名のない問題の答えです。")
    assert answers[1] == ["答えを見る 3行です。 $ python choose.py"]
    assert answers[2] == []
    (mention,) = (link for link in article.iter("a") if link.get("href") == "#ex-change")
    assert text(mention) == "練習問題8.2"


def test_the_answers_stand_at_the_end_of_the_epub_linked_both_ways(chapter: Element) -> None:
    exercises = with_class(chapter, "exercise")
    (answers,) = with_class(chapter, "answers")
    assert text(answers).startswith("練習問題の答え 練習問題8.1 題名のない問題の答えです。")
    there = [link.get("href") for each in exercises for link in each.iter("a")]
    assert there == [f"#{answer.get('id')}" for answer in with_class(answers, "answer")]
    ids = {element.get("id") for each in exercises for element in each.iter()}
    back = [link.get("href")[1:] for link in answers.iter("a") if "exercise" in link.get("href")]
    assert (back, set(back) <= ids) == (["exercise-1", "exercise-2"], True)
    assert "題名のない問題の答えです" not in text(exercises[0])


def test_print_has_the_answers_after_the_summary_with_pages_both_ways(
    pdf: Path, printed: str
) -> None:
    pages = form.pages_of(pdf)
    asked, solved = (
        next(number for number, page in enumerate(pages, 1) if words in page)
        for words in ("題名のない練習問題です。", "題名のない問題の答えです。")
    )
    assert f"題名のない練習問題です。答えは{solved}ページ" in printed
    first = f"練習問題8.1（問題は{asked}ページ）題名のない問題の答えです。"
    assert f"見本でした。練習問題の答え{first}" in printed
    assert printed.index("3行です。") < printed.index("次回次はありません")


PLACES = {
    "no summary": ("次回\n----\n\n次です。\n", "練習問題の答え", "次です。"),
    "neither": ("付け足し\n--------\n\n足します。\n", "足します。", "練習問題の答え"),
    "a place": ("前の段落です。\n\n.. answers::\n\n後の段落です。\n", "練習問題の答え", "後の段落"),
}


@pytest.mark.parametrize(("end", "first", "second"), PLACES.values(), ids=PLACES.keys())
def test_answers_stand_somewhere_without_a_summary(
    book: Book, end: str, first: str, second: str
) -> None:
    asked = "問う\n----\n\n.. exercise::\n\n   問いです。\n\n   .. answer::\n\n      解です。\n\n"
    book.installment(5, asked + end)
    result = book.build("typst")
    assert result.code == 0, result.output
    printed = form.printed(result.folder / "pdf/05-slug.pdf")
    assert printed.index(first) < printed.index(second)
    assert printed.count("解です。") == 1


def test_answers_without_an_exercise_and_two_answers_are_refused(book: Book) -> None:
    answer = "   .. answer::\n\n      一。\n\n"
    two = f".. exercise::\n\n   問いです。\n\n{answer * 2}"
    book.installment(5, f".. answer::\n\n   解です。\n\n{two}")
    assert faults(book) == [
        "docs/05-slug.rst:8: .. answer:: が .. exercise:: の中にありません"
        " → 練習問題の中に、同じ深さで字下げして書く",
        "docs/05-slug.rst:12: 練習問題に答えが2つあります → 1つの .. answer:: にまとめる",
    ]
