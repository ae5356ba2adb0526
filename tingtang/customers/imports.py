"""Information that staff know, from a file: read and checked row by row, looked at, then taken in or dropped (A31.1).

Only what is kept here can come from a file; what the core bank keeps is corrected one by one, with what shows it. A
row is of a customer whom the sender is tied to: for any other it is said, alike, that there is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tingtang.customers.actions import ENTERED, NO_SOURCE, state_fields
from tingtang.customers.batches import Problem, Reading, Row, drop_file, no_such_column, read_file, take_file
from tingtang.customers.errors import BadFile
from tingtang.customers.fields import FIELDS, fault
from tingtang.customers.information import latest_entries, values_of
from tingtang.customers.models import Customer, ImportBatch
from tingtang.organisation.access import Viewer, tied_customers
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

KEY = "customer_id"
HEADINGS = {
    "客户号": KEY, "客户编号": KEY, "证件有效期至": "id_valid_until", "邮箱": "email", "地址": "address",
    "职业": "occupation", "工作单位": "employer", "偏好渠道": "preferred_channel", "方便时间": "preferred_time",
    "姓名": "name", "电话": "phone", "证件号码": "id_no", "证件类型": "id_type", "出生日期": "birth_date",
    "生日历法": "birth_calendar", "行业": "industry",
}  # fmt: skip
WORDS = {
    "preferred_channel": {
        "面谈": "visit",
        "电话": "phone",
        "视频": "video",
        "微信": "wechat",
        "短信": "sms",
        "邮件": "mail",
    },
    "preferred_time": {"上午": "morning", "中午": "noon", "下午": "afternoon", "晚间": "evening", "周末": "weekend"},
}
NO_KEY = Bilingual("缺少“客户号”一列", "there is no column customer_id")
NOBODY = Bilingual("没有这位客户，或与您没有关系", "no such customer, or none of yours")
TWICE = Bilingual("这位客户在文件中出现多次", "this customer stands in the file more than once")
NOTHING = Bilingual("这一行没有可导入的内容", "nothing on this row to take in")


def read_batch(*, name: str, content: bytes, source: str, viewer: Viewer, at: datetime) -> ImportBatch:
    """Read and check a file; nothing is taken in yet. Raises BadFile, naming the input, for a file wrong as a whole."""
    if source not in ENTERED:
        raise BadFile("source", NO_SOURCE)
    return read_file(INFORMATION, name=name, content=content, source=source, viewer=viewer, at=at)


def take_batch(*, batch_id: int, only_good: bool, viewer: Viewer, at: datetime) -> ImportBatch:
    """Take a file in: all of it, or only the rows that are right. Ties and values are looked at once more.

    Raises BadFile when rows are wrong and all were wanted, or none is right; AlreadyDecided; ImportBatch.DoesNotExist.
    """
    return take_file(INFORMATION, batch_id=batch_id, only_good=only_good, viewer=viewer, at=at)


def drop_batch(*, batch_id: int, viewer: Viewer, at: datetime) -> ImportBatch:
    """Throw a file away, with what it held. Raises AlreadyDecided, ImportBatch.DoesNotExist."""
    return drop_file(INFORMATION, batch_id=batch_id, viewer=viewer, at=at)


def _column(field: str, heading: str) -> bool:
    """The key, and what is kept here; the name may stand there for whoever reads the file."""
    if field in (KEY, "name"):
        return field == KEY
    if field not in FIELDS:
        raise no_such_column(heading)
    if FIELDS[field].core:
        said = Bilingual(
            f"“{heading}”由核心系统管理，请逐项提出更正", f"{heading} is kept by the core bank: propose corrections"
        )
        raise BadFile("file", said)
    return True


def _take(row: Row, batch: ImportBatch, viewer: Viewer, at: datetime) -> None:
    values = _told(row)
    state_fields(customer_id=row["values"][KEY], values=values, source=batch.source, by=viewer.actor, at=at)


def _told(row: Mapping[str, Any]) -> dict[str, str]:
    """What a row says of its customer."""
    return {field: text for field, text in row["values"].items() if field != KEY}


def _check(rows: list[Row], viewer: Viewer, at: datetime) -> list[Row]:
    """The rows with what is wrong with each as of now. Two queries."""
    keys = [row["values"].get(KEY, "") for row in rows]
    mine = Customer.objects.filter(tied_customers(viewer)).in_bulk(list(dict.fromkeys(keys)))
    entries, times = latest_entries(mine), Counter(keys)
    return [
        {**row, "problems": [one.as_json() for one in _problems(row, mine.get(key), entries, times, at)]}
        for row, key in zip(rows, keys, strict=True)
    ]


def _problems(
    row: Mapping[str, Any], customer: Customer | None, entries: Mapping[str, Any], times: Counter[str], at: datetime
) -> list[Problem]:
    heading, told = row["headings"], _told(row)
    if customer is None:
        return [Problem(heading[KEY], NOBODY)]
    if times[customer.pk] > 1:
        return [Problem(heading[KEY], TWICE)]
    if not told:
        return [Problem(heading[KEY], NOTHING)]
    others = {**values_of(customer, entries.get(customer.pk, {})), **told}
    found = []
    for field, text in told.items():
        one = FIELDS[field]
        if customer.kind not in one.of:
            found.append(Problem(heading[field], Bilingual("公司客户没有此项", "companies have no such field")))
        elif wrong := fault(one, text, others, kind=customer.kind, on=business_date(at)):
            found.append(Problem(heading[field], wrong))
    return found


INFORMATION = Reading(
    kind=ImportBatch.Kind.INFORMATION, most="information.import_rows_most", action="information.import",
    headings=HEADINGS, needed={KEY: NO_KEY}, column=_column, check=_check, take=_take, words=WORDS,
)  # fmt: skip
