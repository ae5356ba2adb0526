"""Reading what was said: utterances one a line, or a CSV table with speaker and time."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime

from tingtang.manual.book import PhraseBook
from tingtang.manual.rules.phrases.checking import Utterance

COLUMNS = {
    "text": ("text", "utterance", "content", "said", "内容", "话语", "文本"),
    "speaker": ("speaker", "role", "说话人", "角色", "发言人"),
    "time": ("time", "at", "时间"),
    "conversation": ("conversation", "call", "ticket", "会话", "通话", "票号"),
}
CLOCK = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d{1,6})?)?")
LONGEST = 10_000
LONGEST_SPEAKER = 12


class TranscriptError(ValueError):
    """A transcript that cannot be used; the message is `file:line: what is wrong`."""


def utterances(data: bytes, name: str, book: PhraseBook) -> tuple[list[Utterance], bool]:
    """The utterances of a file in its order, and whether it is a table, so that conversations are whole.

    A table is known by its header, which names at least the speaker and the text. UTF-8 or GB 18030. Empty lines say
    nothing and are kept, so that an answer has as many lines as the file. Raises TranscriptError.
    """
    text = _decoded(data, name)
    header = _header(text)
    if {"speaker", "text"} <= set(header):
        return list(_rows(text, header, name, book)), True
    return [_checked(Utterance(n, line.rstrip("\r")), name) for n, line in enumerate(_lines(text), 1)], False


def dialogue(text: str, book: PhraseBook) -> list[Utterance]:
    """One conversation as people paste it: a line is the staff's unless it begins with 客户： or its like.

    A word for who speaks stays in the text, so that places are those of the line.
    """
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    return [Utterance(n, line, _is_staff(_speaker(line), book)) for n, line in enumerate(lines, 1)]


def _speaker(line: str) -> str:
    word, colon, _ = line.replace("：", ":").partition(":")
    return word.strip().casefold() if colon and len(word) <= LONGEST_SPEAKER else ""


def _decoded(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise TranscriptError(f"{name}:1: is not text in UTF-8 or GB 18030")


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def _header(text: str) -> dict[str, int]:
    """What each column of a table is, by its place; nothing for plain lines."""
    cells = [cell.strip().casefold() for cell in text.split("\n", 1)[0].rstrip("\r").split(",")]
    found: dict[str, int] = {}
    for what, names in COLUMNS.items():
        for place, cell in enumerate(cells):
            if cell.strip('"') in names:
                found.setdefault(what, place)
    return found


def _rows(text: str, header: dict[str, int], name: str, book: PhraseBook) -> Iterator[Utterance]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    width = len(next(reader))
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise TranscriptError(f"{name}:{line}: is not CSV: {error}") from None
        if cells is None:
            return
        if not cells:
            continue
        if len(cells) != width:
            raise TranscriptError(f"{name}:{line}: has {len(cells)} cells, the header {width}")
        yield _checked(_row(line, cells, header, name, book), name)


def _row(line: int, cells: list[str], header: dict[str, int], name: str, book: PhraseBook) -> Utterance:
    if "time" in header and not _is_time(when := cells[header["time"]].strip()):
        raise TranscriptError(f"{name}:{line}: time: {when!r} is neither an instant nor a time of day")
    speaker = cells[header["speaker"]].strip().casefold()
    if not speaker:
        raise TranscriptError(f"{name}:{line}: speaker: is empty")
    conversation = cells[header["conversation"]].strip() if "conversation" in header else ""
    return Utterance(line, cells[header["text"]], _is_staff(speaker, book), conversation)


def _is_staff(speaker: str, book: PhraseBook) -> bool:
    """Whoever is not known as a customer works here: a name of somebody counts as the staff's."""
    return speaker not in book.customer and not any(len(word) > 1 and word in speaker for word in book.customer)


def _is_time(text: str) -> bool:
    if CLOCK.fullmatch(text):
        return True
    try:
        datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return False
    return True


def _checked(one: Utterance, name: str) -> Utterance:
    if len(one.text) > LONGEST:
        raise TranscriptError(f"{name}:{one.line}: has {len(one.text)} characters, {LONGEST} at most")
    return one
