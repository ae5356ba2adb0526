"""The head's board (A38): an outlet's day in one screen. Tiles of the ledger, tiles of the floor, and what is missing.

A room joins by a line in `TILES`: the kinds of its duties and the page behind the tile. Nothing else is needed: the
figures of all such tiles come from one query of the ledger. What no duty says (devices, who waits) is in `FLOOR`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet

from tingtang.complaints.standing import hidden_subjects
from tingtang.desk.formats import Clock, clock
from tingtang.desk.language import lang, t
from tingtang.desk.navigation import address
from tingtang.desk.subjects import subject_page
from tingtang.duties.models import Duty, State
from tingtang.lobby.models import DeviceFault, Ticket
from tingtang.lobby.models.devices import STOPS
from tingtang.lobby.states import QUEUED
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Viewer
from tingtang.organisation.models import Institution, Staff
from tingtang.shared.times import business_date, day_end

PAGE = 20


@dataclass(frozen=True, slots=True)
class Tile:
    """A group of duties on the board: which kinds (a name with a dot at its end stands for all that begin with it),
    and the view behind it. `whole`: its duties come anew each day; what is done is shown beside what is left."""

    key: str
    zh: str
    en: str
    icon: str
    kinds: tuple[str, ...]
    view: str
    clause: str
    whole: bool = True


# In the order of the day.
TILES: tuple[Tile, ...] = (
    Tile("checklists", "检查清单", "Checklists", "checkbox", ("checklist.",), "routines:lists", "A38.1"),
    Tile(
        "meetings", "晨会与日志", "Meeting and log", "users-group", ("meeting.daily", "lobby_log."),
        "meetings:meetings", "A40",
    ),
    Tile(
        "self_check", "负责人检查", "Head's check", "eye-check", ("inspection.head_daily",),
        "inspections:overview", "A37.1e",
    ),
    Tile("opinions", "意见簿", "Opinion book", "notebook", ("opinion.",), "opinions:book", "A38.5"),
    Tile("complaints", "投诉", "Complaints", "message-circle", ("complaint.",), "complaints:board", "A38.5", False),
    Tile(
        "findings", "检查整改", "Findings", "clipboard-check", ("finding.", "inspection.rectified"),
        "inspections:overview", "A37.4c", False,
    ),
    Tile("faults", "设备故障", "Faults", "tool", ("device.fix",), "lobby:devices", "A38.4", False),
    Tile(
        "registers", "登记簿", "Registers", "clipboard-list",
        ("licence.", "material.", "decoration.", "keeper.", "third_party."), "routines:licences", "A38.4", False,
    ),
    Tile(
        "tasks", "例会与任务", "Review and tasks", "notes", ("meeting.weekly", "meeting.task", "symposium."),
        "meetings:meetings", "A40", False,
    ),
    Tile(
        "plans", "预案与培训", "Plans and training", "first-aid-kit", ("drill.", "plan.", "training."), "drills:plans",
        "A39.3", False,
    ),
    Tile(
        "satisfaction", "满意度与星级", "Satisfaction", "mood-smile", ("satisfaction.", "star_teller."),
        "satisfaction:overview", "A39.5", False,
    ),
    Tile("customers", "客户维护", "Customers", "users", ("contact.",), "desk:team", "A31.2a", False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A tile as a page shows it: a figure with its tone and a few words."""

    key: str
    title: str
    icon: str
    value: str
    words: str
    tone: str
    href: str
    clause: str = ""


@dataclass
class Counts:
    """Duties of a tile that fall due today, or are overdue."""

    done: int = 0
    left: int = 0
    overdue: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """A duty that is due today or overdue: what, whose, by when, and the page where it is dealt with."""

    title: str
    clause: str
    owner: str
    clock: Clock
    href: str
    why: str
    late: bool


def board(viewer: Viewer, here: Institution, at: datetime, page: str) -> dict[str, Any]:
    """The board of an outlet now, in seven queries whatever is on it. Complaints that are not for the viewer are
    neither counted nor listed (A34.6)."""
    duties = _today(here, at, hidden_subjects(viewer, here.pk))
    counts = _counted(duties, at)
    shown = Paginator(_missing(duties), PAGE).get_page(page)
    return {
        "tiles": [*(_tile(one, counts, here) for one in TILES), *(make(here, at) for make in FLOOR)],
        "missing": _rows(list(shown.object_list), at),
        "n": shown.paginator.count, "page": shown.number, "pages": shown.paginator.num_pages, "here": here, "at": at,
    }  # fmt: skip


def _today(here: Institution, at: datetime, hidden: frozenset[str]) -> QuerySet[Duty]:
    """What is open and due today or overdue, and of the duties that come anew each day what has become of today's.

    Each half goes along an index of the ledger, however old it is: of what is open here, and of a clause's period here.
    """
    on = business_date(at)
    ended = Q(state__in=[State.MET, State.LATE, State.MISSED], clause__in=_daily(), period_on=on)
    found = Duty.objects.filter(Q(state=State.OPEN, due_at__lte=day_end(on)) | ended, institution=here)
    return found.exclude(subject_kind="case", subject_id__in=hidden) if hidden else found


def _daily() -> set[str]:
    """The clauses of the tiles that show what is done beside what is left."""
    whole = [tile for tile in TILES if tile.whole]
    return {one.clause for one in rulebook().kinds.values() if any(_holds(tile, one.kind) for tile in whole)}


def _counted(duties: QuerySet[Duty], at: datetime) -> Mapping[str, Counts]:
    """Tile -> its counts: one query."""
    late = Q(state=State.OPEN, due_at__lte=at)
    rows = duties.order_by().values("kind", "state").annotate(n=Count("pk"), late=Count("pk", filter=late))
    found: dict[str, Counts] = defaultdict(Counts)
    for row in rows:
        for tile in TILES:
            if _holds(tile, row["kind"]):
                _add(found[tile.key], row)
    return found


def _holds(tile: Tile, kind: str) -> bool:
    return any(kind == one or (one.endswith(".") and kind.startswith(one)) for one in tile.kinds)


def _add(counts: Counts, row: Mapping[str, Any]) -> None:
    if row["state"] == State.OPEN:
        counts.left += row["n"] - row["late"]
        counts.overdue += row["late"]
    elif row["state"] == State.MISSED:
        counts.missed += row["n"]
    else:
        counts.done += row["n"]


def _tile(tile: Tile, counts: Mapping[str, Counts], here: Institution) -> Shown:
    one = counts.get(tile.key, Counts())
    bad, open_ = one.overdue + one.missed, one.left + one.overdue
    whole = open_ + one.done + one.missed
    value = f"{one.done} / {whole}" if tile.whole and whole else str(open_)
    href, tone = address(tile.view), "late" if bad else "soon" if open_ else "ok"
    return Shown(
        tile.key, t(tile.zh, tile.en), tile.icon, value, _words(one, whole), tone,
        f"{href}?institution={here.pk}" if href else "", tile.clause,
    )  # fmt: skip


def _words(one: Counts, whole: int) -> str:
    if one.overdue or one.missed:
        parts = [
            (one.overdue, "逾期 %d", "%d overdue"),
            (one.missed, "未完成 %d", "%d missed"),
            (one.left, "待办 %d", "%d left"),
        ]
        return t("，", ", ").join(t(zh, en) % n for n, zh, en in parts if n)
    if one.left:
        return t("今天到期 %d", "%d due today") % one.left
    return t("今天都已完成", "all done today") if whole else t("今天没有", "none today")


def _devices(here: Institution, at: datetime) -> Shown:  # noqa: ARG001 - as it stands now
    """Devices that customers cannot use now."""
    down = DeviceFault.objects.filter(device__institution=here, device__to_at__isnull=True, fixed_at__isnull=True)
    n = down.filter(kind__in=STOPS).values("device").distinct().count()
    words = t("客户不能使用", "customers cannot use them") if n else t("全部可用", "all can be used")
    href = f"{address('lobby:devices')}?outlet={here.pk}"
    return Shown("devices", t("停用设备", "Devices down"), "device-desktop", str(n), words, "late" if n else "ok", href)


def _waiting(here: Institution, at: datetime) -> Shown:
    """Who waits in the hall now."""
    n = Ticket.objects.filter(institution=here, on=business_date(at), state__in=QUEUED).count()
    words, href = t("现在等候", "waiting now"), f"{address('lobby:head')}?outlet={here.pk}"
    return Shown("waiting", t("大堂", "Lobby"), "users-group", str(n), words, "", href)


FLOOR: tuple[Callable[[Institution, datetime], Shown], ...] = (_devices, _waiting)


def _missing(duties: QuerySet[Duty]) -> QuerySet[Duty]:
    """What is due today or overdue and not done, with what of today was missed: the oldest first."""
    return duties.filter(state__in=[State.OPEN, State.MISSED]).order_by("due_at", "pk")


def _page_of(duty: Duty) -> str:
    """Where a duty is dealt with: its subject's page, else that of its tile. No customer is led to from here."""
    if duty.subject_kind == "customer":
        return ""
    view = next((tile.view for tile in TILES if _holds(tile, duty.kind)), "")
    return subject_page(duty.subject_kind, duty.subject_id) or (address(view) if view else "")


def _rows(duties: list[Duty], at: datetime) -> list[Missing]:
    book = rulebook()
    names = dict(Staff.objects.filter(pk__in={one.owner_staff_id for one in duties}).values_list("pk", "name"))
    return [
        Missing(
            title=book.kinds[one.kind].title.pick(lang()) if one.kind in book.kinds else one.kind,
            clause=one.clause,
            owner=names.get(one.owner_staff_id or "", "") or one.owner_role,
            clock=clock(one.due_at, at, provisional=one.due_provisional),
            href=_page_of(one),
            why=f"/duties/{one.pk}/why",
            late=one.state == State.MISSED,
        )
        for one in duties
    ]
