"""The tables of satisfaction as files: the same numbers as on the pages, each with its n, coverage and interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tingtang.desk.language import t
from tingtang.desk.names import institution_name
from tingtang.desk.periods import Period
from tingtang.desk.satisfaction.pages import Line, interval, overview_context, ratings_context
from tingtang.desk.satisfaction.words import part_name, stars
from tingtang.organisation.access import Viewer, subtree
from tingtang.organisation.models import Institution
from tingtang.satisfaction.assessment import PARTS, assessments, text_of
from tingtang.satisfaction.share import Share
from tingtang.satisfaction.stars import roster
from tingtang.shared.xlsx import Cell

Rows = tuple[list[str], list[list[Cell]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose table: who asks, of which place, period and day, when."""

    viewer: Viewer
    here: Institution
    period: Period
    today: date
    on: date
    at: datetime


def shares(asked: Asked) -> Rows:
    """What lies directly below a place (of an outlet its people, of the panels alone), the place itself last."""
    found = overview_context(asked.viewer, asked.here, asked.period, asked.today)
    figure = found["figure"]
    own = Line(institution_name(asked.here), "", figure.total, figure.panel, found["reaches"])
    return _head(t("名称", "Name")), [_line(one) for one in [*found["below"], own]]


def months(asked: Asked) -> Rows:
    """The place itself by month, the twelve up to the end of the period."""
    found = overview_context(asked.viewer, asked.here, asked.period, asked.today)
    head = [t("月份", "Month"), *_share_head(), t("达到", "Reached")]
    return head, [[f"{month:%Y-%m}", *_share(said), _yes(good)] for month, said, good in found["months"]]


def ratings(asked: Asked) -> Rows:
    """How many were asked to rate, too fast and in bursts: by outlet; at an outlet by counter, person and day."""
    tables = ratings_context(asked.viewer, asked.here, asked.period)["tables"]
    head = [
        t("分组", "By"), t("名称", "Name"), t("办结", "Served"), t("请评", "Asked"), t("评价", "Rated"),
        t("满意", "Satisfied"), t("过快", "Too fast"), t("集中", "In bursts"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [name, line.name, *(getattr(line.panel, key) for key in
                            ("served", "asked", "rated", "satisfied", "fast", "burst"))]
        for name, lines in tables for line in lines
    ]  # fmt: skip
    return head, rows


def roster_of(asked: Asked) -> Rows:
    """The tellers of the day with their stars."""
    people = roster(subtree([asked.here.pk]), asked.on)
    head = [t("工号", "Number"), t("柜员", "Teller"), t("网点", "Outlet"), t("星级", "Stars"), t("自", "Since"),
            t("理由", "Reason")]  # fmt: skip
    return head, [
        [one.staff.pk, one.staff.name, institution_name(one.staff.institution), stars(one.level),
         one.grading.on.isoformat() if one.grading else "", one.grading.reason if one.grading else ""]
        for one in people
    ]  # fmt: skip


def yearly(asked: Asked) -> Rows:
    """The assessment of the period's year: each part's score and what it is of, the total where no part is missing."""
    asked.viewer.require("assessment.see")
    outlets = list(Institution.objects.filter(pk__in=subtree([asked.here.pk]), kind="outlet").order_by("name"))
    found = assessments(asked.here.pk, [one.pk for one in outlets], asked.period.first.year, asked.at)
    head = [t("网点", "Outlet"), t("总分", "Total")]
    head += [cell for key in PARTS for cell in (part_name(key), f"{part_name(key)} n")] + [t("缺少", "Missing")]
    rows: list[list[Cell]] = []
    for one in outlets:
        year = found[one.pk]
        cells: list[Cell] = [institution_name(one), _number(text_of(year.total))]
        for part in year.parts:
            cells += [_number(text_of(part.score)), part.n if part.score is not None else None]
        rows.append([*cells, t("、", ", ").join(part_name(key) for key in year.missing)])
    return head, rows


# name of a table -> (its title in both languages, what makes it)
TABLES: dict[str, tuple[str, str, Callable[[Asked], Rows]]] = {
    "shares": ("客户满意率", "Satisfaction", shares),
    "months": ("逐月满意率", "Satisfaction by month", months),
    "ratings": ("评价明细", "Ratings as given", ratings),
    "stars": ("星级柜员", "Star tellers", roster_of),
    "assessment": ("网点服务年度考核", "Yearly assessment of service", yearly),
}


def _head(first: str) -> list[str]:
    return [first, *_share_head(), t("办结", "Served"), t("评价", "Rated"), t("请评", "Asked"), t("达到", "Reached")]


def _share_head() -> list[str]:
    return [
        t("满意人数", "Satisfied"),
        t("表态人数", "Said so (n)"),
        t("满意率", "Share"),
        t("95% 区间", "95 % interval"),
    ]


def _line(one: Line) -> list[Cell]:
    panel = one.panel
    return [one.name, *_share(one.share), panel.served, panel.rated, panel.asked, _yes(one.reaches)]


def _share(said: Share) -> Sequence[Cell]:
    # Six places, for programs; the numbers beside it are what is exact, and the last column is their verdict.
    share = round(Decimal(said.satisfied) / said.n, 6) if said.n else None
    return said.satisfied, said.n, share, interval(said) if said.n else ""


def _yes(good: bool | None) -> str:
    return "" if good is None else t("是", "yes") if good else t("否", "no")


def _number(text: str) -> Cell:
    return Decimal(text) if text else None
