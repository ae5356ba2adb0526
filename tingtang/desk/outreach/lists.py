"""A list as its page shows it: rows with their reasons, masked; whom one may ask for; the file it leaves as."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from tingtang.customers.models import Customer
from tingtang.desk.formats import exact, money
from tingtang.desk.forms import Mistakes
from tingtang.desk.language import lang, t
from tingtang.desk.names import institution_name, tier_name
from tingtang.desk.outreach.words import asked_in_words, why_in
from tingtang.manual.book import Rulebook
from tingtang.organisation.access import Tie, Viewer, subtree
from tingtang.organisation.capabilities import HEADS, MANAGERS
from tingtang.organisation.masking import Masker
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.tree import employed
from tingtang.outreach.criteria import CHOICES, IDS, LONGEST, WIDEST, Criteria, nonsense, parse
from tingtang.outreach.finding import find
from tingtang.outreach.reasons import look, reasons
from tingtang.shared.xlsx import XLSX, Cell, comma_separated, workbook

PEOPLE = 200  # to choose from


@dataclass(frozen=True)
class Row:
    """A customer of a list as this viewer may see them, and why they are in it."""

    customer: Customer
    name: str
    phone: str
    assets: Any
    why: tuple[str, ...]


def asked_of(request: HttpRequest) -> Criteria:
    """What the address asks."""
    return parse(_given(request))


def wrong_of(request: HttpRequest) -> Mistakes:
    """What of the address cannot be read, by field, in the reader's language."""
    return Mistakes({name: said.pick(lang()) for name, said in nonsense(_given(request)).items()})


def given_of(request: HttpRequest) -> dict[str, str]:
    """The conditions as they stand in the address, also those that cannot be read: nothing typed is lost."""
    return {"uncovered": "", **dict.fromkeys(("tier", *CHOICES, *LONGEST, *IDS), ""), **_given(request)}


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: text.strip() for name, text in request.GET.items() if len(name) <= WIDEST and isinstance(text, str)}


def address(asked: Criteria, view: str = "outreach:lists", **more: object) -> str:
    """The address of a list."""
    return query_address(view, **{**asked.as_query(), **more})


def query_address(view: str, **query: object) -> str:
    """The address of a view with these parameters; empty ones left out."""
    return query_address_of(reverse(view), **query)


def query_address_of(path: str, **query: object) -> str:
    """The same for a path."""
    said = {name: str(value) for name, value in query.items() if value not in ("", None)}
    return f"{path}?{urlencode(said)}" if said else path


def rows_of(viewer: Viewer, customers: Sequence[Customer], asked: Criteria, today: date, book: Rulebook) -> list[Row]:
    """The rows of these customers: whoever is in a list is tied to the viewer; three queries at most."""
    mask, known = Masker(viewer, Tie.HEAD), look(customers, asked, book)
    return [
        Row(
            one,
            str(mask.field("name", one.name)),
            str(mask.field("phone", one.phone)),
            mask.field("assets", one.assets),
            tuple(why_in(reason, today, book) for reason in reasons(one, asked, known, today, book)),
        )
        for one in customers
    ]


def page_of(viewer: Viewer, asked: Criteria, today: date, book: Rulebook, start: str, page: int) -> dict[str, Any]:
    """What the page shows of a list: the rows found, and the addresses around them. Nothing asked: nothing read."""
    if not asked:
        return {"found": None, "rows": []}
    found = find(viewer, asked, today, book, start=start, page=page)
    return {
        "found": found,
        "rows": rows_of(viewer, found.rows, asked, today, book),
        "page_address": lambda n: address(asked, start=start, page=n if n > 1 else ""),
        "next_piece": address(asked, start=found.piece.end) if found.piece.end else "",
        "first_piece": address(asked) if start else "",
    }


def places_for(viewer: Viewer) -> list[Institution]:
    """The institutions a head may narrow a list to: where they head and directly below. None at a single outlet."""
    tops = [post.institution_id for post in viewer.posts if post.position in HEADS]
    if not tops:
        return []
    found = Institution.objects.filter(parent__in=tops).order_by("pk")[:PEOPLE]
    return list(found)


def people_for(viewer: Viewer, asked: Criteria, today: date) -> list[Staff]:
    """Whose customers a head may ask for, and whom they may give a contact to: at the institution asked for, else at
    their own."""
    tops = [post.institution_id for post in viewer.posts if post.position in HEADS]
    if not tops:
        return []
    below = subtree([asked.institution] if asked.institution else tops)
    found = Staff.objects.filter(employed(today), institution__in=below, position__in=MANAGERS | HEADS)
    return list(found.select_related("institution").order_by("name", "pk")[:PEOPLE])


def named(asked: Criteria, people: Iterable[Staff], places: Iterable[Institution]) -> dict[str, str]:
    """Names of the person and the institution asked for, by id."""
    return {one.pk: one.name for one in people if one.pk == asked.staff} | {
        one.pk: institution_name(one) for one in places if one.pk == asked.institution
    }


def file_of(
    rows: Sequence[Row], asked: Criteria, as_format: str, *, name: str, who: str, why: str, at: datetime
) -> tuple[bytes, str]:
    """The list as (bytes, content type), with who took it out, when and why, on top, at the end and on every page."""
    mark = t(
        f"导出人 {who}，{exact(at)}，用途：{why}。内部资料，含客户信息，用后销毁",
        f"taken out by {who}, {exact(at)}, for: {why}. Internal, holds customer information, destroy after use",
    )
    title = f"{name or t('名单', 'List')} · {t('，', ', ').join(asked_in_words(asked))}"
    head = [
        t("客户号", "Number"), t("客户", "Customer"), t("层级", "Tier"), t("资产", "Assets"), t("电话", "Phone"),
        t("客户经理", "Manager"), t("归属机构", "Home"), t("入选原因", "Why"),
    ]  # fmt: skip
    cells = [_cells(row) for row in rows]
    if as_format == "csv":
        return comma_separated(title, head, cells, mark), "text/csv; charset=utf-8"
    return workbook(title, head, cells, mark), XLSX


def _cells(row: Row) -> list[Cell]:
    one = row.customer
    manager = one.manager.name if one.manager else ""
    home = institution_name(one.home_institution)
    why = t("；", "; ").join(row.why)
    return [one.pk, row.name, tier_name(one.tier), money(row.assets), row.phone, manager, home, why]
