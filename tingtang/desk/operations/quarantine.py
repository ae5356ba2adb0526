"""The rows of the feed that a night could not use, for those who see to it that they come right; keys masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count

from tingtang.desk.language import t
from tingtang.nightly.models import NightRun, QuarantinedRow
from tingtang.shared.masking import mask

PAGE, NIGHTS = 50, 30
# Their keys begin with the number of a customer.
OF_CUSTOMERS = frozenset({"customers", "holdings", "balances", "contacts", "family", "transactions"})


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it may be shown: `key` masked where it names a customer, `place` in the feed."""

    table: str
    reason: str
    key: str
    place: str


def quarantine(asked: str, table: str, reason: str, page: str) -> dict[str, Any]:
    """A page of the rows of one night (the latest that ran, when none is `asked`), by table and reason; how many there
    are of each. Four queries."""
    nights = list(NightRun.objects.order_by("-on").values_list("on", flat=True)[:NIGHTS])
    on = _day(asked) or (nights[0] if nights else None)
    found = QuarantinedRow.objects.filter(on=on) if on else QuarantinedRow.objects.none()
    groups = list(found.order_by("table", "reason").values_list("table", "reason").annotate(n=Count("pk")))
    for name, wanted in (("table", table), ("reason", reason)):
        found = found.filter(**{name: wanted}) if wanted else found
    shown = Paginator(found.order_by("table", "reason", "pk"), PAGE).get_page(page)
    return {
        "on": on, "nights": nights, "groups": groups, "total": sum(n for _, _, n in groups), "table": table,
        "reason": reason, "rows": [_row(one) for one in shown.object_list], "n": shown.paginator.count,
        "page": shown.number, "pages": shown.paginator.num_pages,
    }  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _row(one: QuarantinedRow) -> Row:
    whose, more, rest = one.key.partition("/")
    named = one.table in OF_CUSTOMERS and one.key != one.line
    return Row(one.table, one.reason, f"{mask('account', whose)}{more}{rest}" if named else one.key, one.line)


def reason_name(code: str) -> str:
    """Why a row could not be used, in words; the code itself where it has none."""
    if code in REASONS:
        return t(*REASONS[code])
    if code.startswith("bad_"):
        return t(f"{code[4:]} 的值不合格式", f"{code[4:]} has a value that is not of its kind")
    return code


REASONS = {
    "missing_id": ("缺少编号", "no id"),
    "bad_id": ("编号不合格式", "an id that cannot be one"),
    "duplicate_id": ("编号重复，以第一行为准", "an id twice: the first row stands"),
    "missing_name": ("缺少名称", "no name"),
    "unknown_parent": ("上级机构不存在或已被隔离", "below an institution that is not there"),
    "cycle": ("上下级成环", "institutions above each other"),
    "unknown_institution": ("机构不存在", "an institution that is not there"),
    "unknown_manager": ("维护人不存在", "a manager who is not there"),
    "unknown_customer": ("客户不存在或已被隔离", "a customer who is not there, or set aside"),
    "unknown_product": ("产品不存在", "a product that is not there"),
    "missing_customer": ("缺少客户号", "no customer"),
    "missing_balance": ("缺少余额", "no balance"),
    "missing_aum": ("缺少资产", "no assets"),
    "missing_date": ("缺少日期", "no date"),
    "missing_time": ("缺少时间", "no time"),
    "missing_relation": ("缺少关系", "no relation"),
    "missing_amount": ("缺少金额", "no amount"),
    "future_date": ("日期在未来", "a date to come"),
    "future": ("时间在未来", "a time to come"),
    "duplicate_day": ("同日重复，以第一行为准", "a day twice: the first row stands"),
    "bad_scale": ("金额小数位过多", "an amount with too many places"),
    "bad_line": ("文件行无法读取", "a line that cannot be read"),
    "bad_kind": ("类别未知", "an unknown kind"),
    "bad_type": ("产品类型未知", "an unknown type"),
    "bad_position": ("岗位未知", "an unknown position"),
    "bad_channel": ("渠道未知", "an unknown channel"),
    "bad_outcome": ("结果未知", "an unknown outcome"),
    "bad_birth_date": ("出生日期不可能", "a birthday that cannot be"),
}

TABLES = {
    "institutions": ("机构", "Institutions"), "staff": ("员工", "Staff"), "customers": ("客户", "Customers"),
    "family": ("家庭成员", "Family"), "products": ("产品", "Products"), "holdings": ("持有", "Holdings"),
    "balances": ("历史资产", "Balances"), "contacts": ("联系", "Contacts"), "transactions": ("交易", "Transactions"),
}  # fmt: skip


def table_name(code: str) -> str:
    """What a table of the feed is called."""
    return t(*TABLES[code]) if code in TABLES else code


def place_name(place: str) -> str:
    """第 12 行 / row 12."""
    word, _, n = place.partition(" ")
    return {"row": t("第 %s 行", "row %s"), "line": t("文件第 %s 行", "line %s of the file")}.get(word, "%s") % (
        n or place
    )
