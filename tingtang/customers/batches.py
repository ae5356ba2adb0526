"""Files that people send: read and checked row by row, looked at, then taken in or dropped. One way for every kind.

What a kind of file may hold, what is wrong with a row and what taking one in means is its `Reading`; everything else,
that all rows go in or none unless the good ones were chosen, that the content leaves the server, stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.customers.errors import AlreadyDecided, BadFile
from tingtang.customers.models import ImportBatch
from tingtang.manual.queries import value
from tingtang.organisation.access import Viewer
from tingtang.shared.spreadsheets import Unreadable, read_table
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

LONGEST_NAME = 120
NOT_READ = Bilingual("无法读取：请上传 xlsx 或 csv 文件", "this cannot be read: send an xlsx or csv file")
EMPTY = Bilingual("文件里没有数据行", "the file has no rows")
BAD_ROWS = Bilingual(
    "有错误的行：请改正文件，或选择只导入正确的行", "some rows are wrong: mend the file, or take only the good ones"
)
NONE_GOOD = Bilingual("没有可导入的行", "no row can be taken in")
UNCHECKED = Bilingual(
    "有的行像是已有的客户：请核对后勾选“已核对”", "some rows look like known customers: look at them and tick checked"
)
Row = dict[str, Any]  # {row, values: {field: text}, headings: {field: heading}, problems, notes}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell of a row, or worth knowing of it: its column as the file names it."""

    column: str
    text: Bilingual

    def as_json(self) -> dict[str, str]:
        """As the batch keeps it."""
        return {"column": self.column, "zh": self.text.zh, "en": self.text.en}


@dataclass(frozen=True, slots=True)
class Reading:
    """A kind of file. `most`: the value that says how many rows; `action`: how the trail names it.

    `headings`: what a column may be called -> field; `needed`: columns without which nothing can be read, with what is
    said then; `words`: field -> what people write -> code. `column` raises BadFile for a field that may not be there,
    given with its heading, and is False for one that is not read. `check` gives the rows with their problems, and
    their notes (what to look at before they go in); `take` takes in one row of a batch.
    """

    kind: str
    most: str
    action: str
    headings: Mapping[str, str]
    needed: Mapping[str, Bilingual]
    column: Callable[[str, str], bool]
    check: Callable[[list[Row], Viewer, datetime], list[Row]]
    take: Callable[[Row, ImportBatch, Viewer, datetime], None]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@transaction.atomic
def read_file(
    reading: Reading, *, name: str, content: bytes, source: str, viewer: Viewer, at: datetime,
    given: Mapping[str, str] | None = None,
) -> ImportBatch:  # fmt: skip
    """Read and check a file; nothing is taken in yet. `given`: values of every row that were said beside the file.

    Raises BadFile, naming the input, for a file wrong as a whole.
    """
    most = int(str(value(reading.most, business_date(at)).value))
    try:
        table = read_table(content, most)
    except Unreadable:
        raise BadFile("file", NOT_READ) from None
    if len(table) < 2:
        raise BadFile("file", EMPTY)
    if len(table) > most + 1:
        raise BadFile("file", Bilingual(f"最多 {most} 行，请分开上传", f"{most} rows at most: send it in parts"))
    columns = _columns(reading, table[0][1])
    rows = reading.check([_row(reading, columns, *line, given or {}) for line in table[1:]], viewer, at)
    bad = sum(bool(row["problems"]) for row in rows)
    made = ImportBatch.objects.create(
        kind=reading.kind, made_by=viewer.actor, made_at=at, file_name=name[:LONGEST_NAME], source=source, rows=rows,
        good=len(rows) - bad, bad=bad,
    )  # fmt: skip
    _record(reading, made, "read", viewer, at)
    return made


@transaction.atomic
def take_file(
    reading: Reading, *, batch_id: int, only_good: bool, viewer: Viewer, at: datetime, checked: bool = False
) -> ImportBatch:
    """Take a file in: all of it, or only the rows that are right. Everything is looked at once more.

    Raises BadFile when rows are wrong and all were wanted, none is right, or notes were not `checked`;
    AlreadyDecided; ImportBatch.DoesNotExist.
    """
    found = _mine(reading, batch_id, viewer)
    rows = reading.check(found.rows, viewer, at)
    good = [row for row in rows if not row["problems"]]
    if len(good) < len(rows) and not only_good:
        raise BadFile("choice", BAD_ROWS)
    if not good:
        raise BadFile("choice", NONE_GOOD)
    if not checked and any(row.get("notes") for row in good):
        raise BadFile("checked", UNCHECKED)
    for row in good:
        reading.take(row, found, viewer, at)
    _end(found, ImportBatch.State.TAKEN, len(good), at)
    _record(reading, found, "take", viewer, at)
    return found


@transaction.atomic
def drop_file(reading: Reading, *, batch_id: int, viewer: Viewer, at: datetime) -> ImportBatch:
    """Throw a file away, with what it held. Raises AlreadyDecided, ImportBatch.DoesNotExist."""
    found = _mine(reading, batch_id, viewer)
    _end(found, ImportBatch.State.DROPPED, 0, at)
    _record(reading, found, "drop", viewer, at)
    return found


def _mine(reading: Reading, batch_id: int, viewer: Viewer) -> ImportBatch:
    found = ImportBatch.objects.select_for_update().get(pk=batch_id, made_by=viewer.actor, kind=reading.kind)
    if found.state != ImportBatch.State.READ:
        raise AlreadyDecided
    return found


def _end(batch: ImportBatch, state: ImportBatch.State, taken: int, at: datetime) -> None:
    batch.state, batch.taken, batch.ended_at, batch.rows = state, taken, at, []
    batch.save(update_fields=["state", "taken", "ended_at", "rows"])


def _record(reading: Reading, batch: ImportBatch, what: str, viewer: Viewer, at: datetime) -> None:
    """How many rows, never what stood in them; what each became has its own entry once taken in."""
    audit.record(
        by=viewer.actor, at=at, action=f"{reading.action}.{what}", subject=("import", str(batch.pk)),
        institution=viewer.institution_id, detail={"good": batch.good, "bad": batch.bad, "taken": batch.taken},
    )  # fmt: skip


def _columns(reading: Reading, head: Sequence[str]) -> dict[str, tuple[int, str]]:
    """field -> (position, heading) of the columns that are read."""
    at: dict[str, tuple[int, str]] = {}
    for place, heading in enumerate(head):
        if not heading:
            continue
        name = reading.headings.get(heading, heading)
        read = reading.column(name, heading)
        if name in at:
            raise BadFile("file", Bilingual(f"“{heading}”一列出现两次", f"the column {heading} stands there twice"))
        if read:
            at[name] = (place, heading)
    for name, said in reading.needed.items():
        if name not in at:
            raise BadFile("file", said)
    return at


def no_such_column(heading: str) -> BadFile:
    """What is said of a column that nobody knows."""
    return BadFile("file", Bilingual(f"不认识的列“{heading}”", f"no such column: {heading}"))


def _row(
    reading: Reading, columns: Mapping[str, tuple[int, str]], number: int, cells: Sequence[str],
    given: Mapping[str, str],
) -> Row:  # fmt: skip
    """A row as it is kept: what stands in its cells, codes for words."""
    values = {}
    for name, (place, _) in columns.items():
        text = cells[place] if place < len(cells) else ""
        if text:
            values[name] = reading.words.get(name, {}).get(text, text)
    return {"row": number, "values": {**given, **values}, "headings": {n: at[1] for n, at in columns.items()}}
