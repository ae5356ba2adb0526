"""Telling heads, summed: one notice per person, day and matter, growing as more is added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from tingtang.duties.actions.ledger import tell_counts
from tingtang.duties.ladder import Ladder
from tingtang.duties.models import Notice
from tingtang.manual.book import Rulebook
from tingtang.shared.times import business_date


def tell_heads(
    what: Notice.What, clauses: Mapping[str, Counter[str]], *, at: datetime, book: Rulebook
) -> dict[str, Counter[str]]:
    """Tell whoever stands on the first rung above each institution. `clauses`: institution -> {clause: count}."""
    ladder = Ladder(book, business_date(at))
    told: dict[str, Counter[str]] = {}
    for institution, counts in clauses.items():
        if head := ladder.person(institution, 1):
            told.setdefault(head.staff_id, Counter()).update(counts)
    add_notices(what, told, at=at)
    return told


def add_notices(what: Notice.What, told: Mapping[str, Counter[str]], *, at: datetime) -> None:
    """Add counts to the day's notices, in four statements. `told`: staff -> {clause: count}. Needs a transaction."""
    on: date = business_date(at)
    _write([Notice(staff_id=staff, on=on, what=what, at=at) for staff in sorted(told)])
    # Locked in one order, so that two sweeps add one after the other and cannot block each other.
    standing = Notice.objects.select_for_update().filter(on=on, what=what, staff__in=told).order_by("staff")
    notices = list(standing)
    for notice in notices:
        notice.clauses = dict(sorted((Counter(notice.clauses) + told[notice.staff_id]).items()))
        notice.at = at
    _write(notices, update=True)
    tell_counts("duty.notice", {f"staff:{staff}": counts.total() for staff, counts in told.items()}, at=at)


def set_notices(what: Notice.What, told: Mapping[str, Counter[str]], *, at: datetime) -> None:
    """Write the day's notices with these counts; one that says the same already stays as read as it is."""
    on = business_date(at)
    standing = dict(Notice.objects.filter(on=on, what=what).values_list("staff_id", "clauses"))
    news = {staff: dict(sorted(counts.items())) for staff, counts in sorted(told.items())}
    changed = {staff: clauses for staff, clauses in news.items() if standing.get(staff) != clauses}
    _write([Notice(staff_id=s, on=on, what=what, at=at, clauses=c) for s, c in changed.items()], update=True)
    tell_counts("duty.notice", {f"staff:{staff}": sum(clauses.values()) for staff, clauses in changed.items()}, at=at)


def _write(notices: Sequence[Notice], *, update: bool = False) -> None:
    """Insert; those that stand are left, or with `update` overwritten and unread again."""
    rows = [Notice(staff_id=n.staff_id, on=n.on, what=n.what, at=n.at, clauses=n.clauses) for n in notices]
    if update:
        Notice.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["staff", "on", "what"],
            update_fields=["at", "clauses", "seen_at"],
        )
    else:
        Notice.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
