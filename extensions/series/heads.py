"""The heads of the installments: read from the files before Sphinx reads anything, and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from extensions.days import BadDay, day_of
from extensions.faults import Fault, FaultySources

AUTHOR_INCLUDE = ".. include:: ../author/author.rst"
STATUSES = ("draft", "published")

_FIELD = re.compile(r"^:(?P<name>[^:]+):\s*(?P<value>.*?)\s*$")
_TITLE = re.compile(r"^\[第(?P<number>[1-9][0-9]*)回\] (?P<text>\S.*)$")
_UNDERLINE = re.compile(r"^([=\-~^\"'`#*+.:_])\1{2,}\s*$")
_CHARGE = re.compile(r"(?P<name>\S.*?) (?P<amount>[0-9]+(?:\.[0-9]+)?)(?P<unit>h|MB|GB)")
_UNITS = {"h": "時間", "MB": " MB", "GB": " GB"}
FIELDS = ("summary", "status", "verified", "lab", "topic", "hands-on", "needs", "charges")
FILE_NAME = re.compile(r"^(?P<number>[0-9]{2,})-[a-z0-9]+(?:-[a-z0-9]+)*$")


@dataclass(frozen=True)
class Installment:
    """The head of one installment.

    :param number: the 回, from 1; equal in the title and in the file name
    :param docname: Sphinx's name of the document, such as ``05-sagemaker-basics-1``
    :param title: the title without its 「[第N回] 」
    :param summary: one sentence for the index, the feed and the page's description; its lines
        are kept, since extensions/cjk.py knows which of them need a space between them
    :param status: ``draft`` or ``published``
    :param verified: the day its facts were last checked; None only in a draft
    :param lab: the folder of its listings, from the root of the repository; empty if it has none
    :param topic: its subtitle, which tells it from others of the same title; may be empty
    :param hands_on: minutes that its programs take with the lab; None where nothing is run
    :param needs: numbers of the installments whose results it uses
    :param charges: what AWS charges for, as ``ml.t3.medium 1時間``
    """

    number: int
    docname: str
    title: str
    summary: str
    status: str
    verified: date | None
    lab: str
    topic: str = ""
    hands_on: int | None = None
    needs: tuple[int, ...] = ()
    charges: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """「第N回」."""
        return f"第{self.number}回"

    @property
    def full_title(self) -> str:
        """The title and, after it, the topic."""
        return f"{self.title} {self.topic}".rstrip()

    @property
    def published(self) -> bool:
        """Whether a published build holds it."""
        return self.status == "published"


@dataclass
class _Head:
    """The raw head of a file: fields and title, each with its line (from 1)."""

    fields: dict[str, tuple[str, int]]
    title: str
    title_line: int
    last_line: str
    lines: int


def _read_head(path: Path) -> _Head:
    """Read the field list and the title at the top of *path*, and its last line.

    Comments and labels may stand among them, and the file may begin with a byte order mark.
    """
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    fields: dict[str, tuple[str, int]] = {}
    name = ""
    title, title_line = "", 1
    for number, line in enumerate(lines, 1):
        if field := _FIELD.match(line):
            name = field["name"]
            fields[name] = (field["value"], number)
        elif name and line[:1].isspace() and line.strip():
            value, first = fields[name]
            fields[name] = (f"{value}\n{line.strip()}".strip(), first)
        elif line.strip() and not line.startswith((" ", "\t", "..")):
            following = lines[number] if number < len(lines) else ""
            title, title_line = line.strip() if _UNDERLINE.match(following) else "", number
            break
        else:
            name = ""
    written = [line.rstrip() for line in lines if line.strip()]
    return _Head(fields, title, title_line, written[-1] if written else "", len(lines))


def _read_installment(path: Path, root: Path) -> tuple[Installment | None, list[Fault]]:
    """Return the installment in *path* and its faults; None for any other document."""
    shown = path.relative_to(root).as_posix()
    try:
        head = _read_head(path)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return None, [Fault(shown, line, "UTF-8 ではありません", "UTF-8 で保存し直す")]
    file = FILE_NAME.match(path.stem)
    title = _TITLE.match(head.title)
    if not file and not title and not path.stem[:1].isdigit():
        return None, []

    faults: list[Fault] = []

    def fault(line: int, text: str, mend: str) -> None:
        faults.append(Fault(shown, line, text, mend))

    if not file:
        fault(1, "ファイル名が「2桁の番号-英小文字」ではありません", "09-slug.rst の形に改名する")
    if not title:
        fault(
            head.title_line,
            "題名に番号がありません",
            "「[第9回] 題名」の形で書き、下に ==== の線を引く",
        )
    if file and title and int(file["number"]) != int(title["number"]):
        fault(
            head.title_line,
            f"題名は第{title['number']}回、ファイル名は {file['number']} です",
            "どちらかの番号に合わせる",
        )

    def value(name: str, *, needed: bool, example: str) -> str:
        text, _ = head.fields.get(name, ("", 0))
        if needed and not text:
            fault(
                head.fields.get(name, ("", 1))[1],
                f"項目 :{name}: がありません",
                f"先頭に「:{name}: {example}」を書く",
            )
        return text

    summary = value("summary", needed=True, example="この回でわかることを1文で")
    status = value("status", needed=True, example="draft")
    if status and status not in STATUSES:
        fault(
            head.fields["status"][1],
            f"status が「{status}」です",
            "draft か published のどちらかにする",
        )
    published = status == "published"
    verified = None
    if text := value("verified", needed=published, example="2026-11-21"):
        try:
            verified = day_of(text)
        except BadDay as error:
            fault(head.fields["verified"][1], error.text, error.mend)
    lab = value("lab", needed=False, example="listings/05")
    if lab and not (root / lab).is_dir():
        fault(head.fields["lab"][1], f"フォルダ {lab} がありません", "作るか :lab: の行を消す")
    topic = value("topic", needed=False, example="S3 とデータ")
    hands_on = None
    if text := value("hands-on", needed=False, example="40"):
        if re.fullmatch("[1-9][0-9]{0,2}", text):
            hands_on = int(text)
        else:
            fault(
                head.fields["hands-on"][1],
                f"hands-on が「{text}」です",
                "手を動かす時間を分で書く（例 40）",
            )
    needs: list[int] = []
    for text in value("needs", needed=False, example="5 6").split():
        if text.isdecimal():
            needs.append(int(text))
        else:
            fault(
                head.fields["needs"][1],
                f"needs に「{text}」があります",
                "回の番号を空白で区切って書く（例 5 6）",
            )
    charges: list[str] = []
    for text in filter(None, re.split(r",\s*|\n", value("charges", needed=False, example=""))):
        if charge := _CHARGE.fullmatch(text.strip()):
            charges.append(f"{charge['name']} {charge['amount']}{_UNITS[charge['unit']]}")
        else:
            fault(
                head.fields["charges"][1],
                f"charges の「{text.strip()}」を読めません",
                "「名前 量」をコンマで区切り、単位は h、MB、GB にする（例 ml.t3.medium 1h）",
            )
    for name in head.fields.keys() - set(FIELDS):
        if meant := get_close_matches(name, FIELDS, 1, 0.75):
            fault(head.fields[name][1], f"項目 :{name}: は知らない名前です", f":{meant[0]}: に直す")
    if head.last_line != AUTHOR_INCLUDE:
        fault(head.lines, "著者欄の取り込みで終わっていません", f"最終行を {AUTHOR_INCLUDE} にする")

    if not (file and title):
        return None, faults
    installment = Installment(
        int(file["number"]),
        path.stem,
        title["text"],
        summary,
        status,
        verified,
        lab,
        topic,
        hands_on,
        tuple(needs),
        tuple(charges),
    )
    for number in needs:
        if number >= installment.number:
            fault(
                head.fields["needs"][1],
                f"needs の第{number}回は、この回より前ではありません",
                "前の回の番号だけを書く",
            )
    return installment, faults


def scan(source: Path, root: Path, parts: Iterable[tuple[str, int, int]]) -> list[Installment]:
    """Read every installment's head under *source*, in the order of their numbers.

    :param source: Sphinx's source folder
    :param root: the repository's root, which file names in messages start from
    :param parts: title, first and last number of each part
    :raises FaultySources: with the faults of all files
    """
    installments: list[Installment] = []
    faults: list[Fault] = []
    parts = list(parts)
    for path in sorted(source.glob("*.rst")):
        installment, found = _read_installment(path, root)
        faults += found
        if installment is None:
            continue
        shown = path.relative_to(root).as_posix()
        for other in installments:
            if other.number == installment.number:
                text = f"第{other.number}回が2つあります(もう1つは {other.docname}.rst)"
                faults.append(Fault(shown, 1, text, "空いている番号に改める"))
        if not any(first <= installment.number <= last for _, first, last in parts):
            text = f"第{installment.number}回はどの部にも入っていません"
            faults.append(Fault(shown, 1, text, "conf.py の series_parts に範囲を足す"))
        installments.append(installment)
    known = {installment.number for installment in installments}
    for installment in installments:
        for number in sorted(set(installment.needs) - known):
            if number < installment.number:
                path = source / f"{installment.docname}.rst"
                line = _read_head(path).fields["needs"][1]
                text = f"needs の第{number}回はありません"
                mend = "docs/ にある回の番号を書く"
                faults.append(Fault(path.relative_to(root).as_posix(), line, text, mend))
    if faults:
        raise FaultySources(faults)
    return sorted(installments, key=lambda installment: installment.number)
