"""The rows of a table that a person sends: CSV or the first sheet of an xlsx file, every cell as text. Pure.

Of ECMA-376 only what holds values is read: shared and inline texts, numbers, truths, and numbers shown as days. A file
that names entities, or that unpacks to more than it may, is refused before it is read.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
UNPACKED = 40 << 20  # bytes
WIDEST = 64  # columns
DAYS = frozenset({14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58})  # built-in formats of days
EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets, as all of them count since
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class Unreadable(ValueError):
    """The file is no table that can be read; the message is for the log, the caller tells the person."""


def read_table(content: bytes, most: int) -> list[tuple[int, list[str]]]:
    """(row number in the file, cells) of every row that is not empty, trimmed; at most `most` + 1 rows with the head.

    What begins as a zip file is read as xlsx, anything else as CSV (UTF-8 or GB 18030). Raises Unreadable.
    """
    rows = _xlsx(content) if content[:4] == b"PK\x03\x04" else _csv(content)
    found = []
    for number, cells in rows:
        trimmed = [cell.strip() for cell in cells[:WIDEST]]
        if any(trimmed):
            found.append((number, trimmed))
        if len(found) > most + 1:
            break
    return found


def _csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    if "\x00" in text:
        raise Unreadable("binary")
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise Unreadable(str(error)) from None


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("neither UTF-8 nor GB 18030")


# -- xlsx -------------------------------------------------------------------------------------------------------------


def _xlsx(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            if sum(one.file_size for one in file.infolist()) > UNPACKED:
                raise Unreadable("too large once unpacked")
            texts, days = _texts(file), _day_styles(file)
            sheet = _part(file, _first_sheet(file))
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Unreadable(str(error)) from None
    for number, row in enumerate(sheet.iter(f"{MAIN}row"), start=1):
        stated = row.get("r", "")
        yield int(stated) if stated.isdecimal() else number, _cells(row, texts, days)


def _part(file: zipfile.ZipFile, name: str) -> ElementTree.Element:
    content = file.read(name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Unreadable(f"{name} names entities")
    try:
        return ElementTree.fromstring(content)  # noqa: S314 - no entities, and not larger than UNPACKED
    except ElementTree.ParseError as error:
        raise Unreadable(f"{name}: {error}") from None


def _first_sheet(file: zipfile.ZipFile) -> str:
    sheet = next(_part(file, "xl/workbook.xml").iter(f"{MAIN}sheet"), None)
    if sheet is None:
        raise Unreadable("no sheet")
    for one in _part(file, "xl/_rels/workbook.xml.rels"):
        if one.get("Id") == sheet.get(RELATION):
            target = str(one.get("Target")).lstrip("/")
            return target if target.startswith("xl/") else f"xl/{target}"
    raise Unreadable("the first sheet is not there")


def _texts(file: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in file.namelist():
        return []
    return [_text(one) for one in _part(file, "xl/sharedStrings.xml").iter(f"{MAIN}si")]


def _text(element: ElementTree.Element) -> str:
    """Every piece of a rich text, without how it is to be read aloud."""
    skipped = {id(one) for sound in element.iter(f"{MAIN}rPh") for one in sound.iter(f"{MAIN}t")}
    return "".join(one.text or "" for one in element.iter(f"{MAIN}t") if id(one) not in skipped)


def _day_styles(file: zipfile.ZipFile) -> frozenset[int]:
    """The styles by which a number is a day."""
    if "xl/styles.xml" not in file.namelist():
        return frozenset()
    styles = _part(file, "xl/styles.xml")
    own = {
        int(one.get("numFmtId", "0"))
        for one in styles.iter(f"{MAIN}numFmt")
        if re.search(r"y|d", re.sub(r'"[^"]*"|\[[^\]]*\]', "", one.get("formatCode", "").lower()))
    }
    formats = styles.find(f"{MAIN}cellXfs")
    ids = [int(one.get("numFmtId", "0")) for one in formats] if formats is not None else []
    return frozenset(n for n, one in enumerate(ids) if one in DAYS | own)


def _cells(row: ElementTree.Element, texts: Sequence[str], days: frozenset[int]) -> list[str]:
    found: list[str] = []
    for cell in row.iter(f"{MAIN}c"):
        place = REFERENCE.fullmatch(cell.get("r", ""))
        column = _column(place[1]) if place else len(found)
        if column >= WIDEST:
            break
        found += [""] * (column - len(found))
        found.append(_value(cell, texts, days))
    return found


def _column(letters: str) -> int:
    """A -> 0, Z -> 25, AA -> 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: ElementTree.Element, texts: Sequence[str], days: frozenset[int]) -> str:
    kind, held = cell.get("t", "n"), cell.findtext(f"{MAIN}v") or ""
    if kind == "inlineStr":
        return _text(cell)
    if kind == "s":
        return texts[int(held)] if held.isdecimal() and int(held) < len(texts) else ""
    if kind == "b":
        return "true" if held == "1" else "false"
    return _number(held, int(cell.get("s", "0")) in days) if kind == "n" and held else held


def _number(text: str, is_day: bool) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if is_day and number == number.to_integral_value() and 0 < number < 2_958_466:
        return (EPOCH + timedelta(days=int(number))).isoformat()
    if not number.is_finite() or abs(number) >= Decimal(10) ** 30:
        return text
    return format(number.normalize(), "f")
