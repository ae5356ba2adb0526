"""What the pages of the opinion book show: entries with their clocks, today's reading, comments not taken in yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404

from tingtang.complaints.standing import visible
from tingtang.desk.complaints.intake import links
from tingtang.desk.language import t
from tingtang.desk.names import people
from tingtang.duties.models import Duty
from tingtang.lobby.models import Rating
from tingtang.opinions.models import Opinion, Reading, Source, Step, What
from tingtang.opinions.queries import PAGE, book, due_of, new_since_reading, unanswered
from tingtang.organisation.access import Viewer, may_at
from tingtang.organisation.models import Institution
from tingtang.shared.masking import mask
from tingtang.shared.times import day_start

COMMENTS = 10  # newest comments offered
COMMENT_DAYS = 30  # no older ones
STATES = ("waiting", "all")


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of the list with the duty to answer it."""

    entry: Opinion
    duty: Duty | None
    phone: str
    is_complaint: bool


def entry_for(viewer: Viewer, opinion_id: int, capability: str = "opinion.see") -> Opinion:
    """An entry within one's reach; for others there is none."""
    found = book_of_one(opinion_id)
    if found is None or not may_at(viewer, capability, found.institution_id):
        raise Http404(str(opinion_id))
    return found


def book_of_one(opinion_id: int) -> Opinion | None:
    """The entry with its institution."""
    return Opinion.objects.filter(pk=opinion_id).select_related("institution").first()


def list_context(viewer: Viewer, here: Institution, state: str, page: str, on: date) -> dict[str, Any]:
    """The page of an outlet's book."""
    found = unanswered([here.pk]) if state == "waiting" else book([here.pk])
    shown = Paginator(found, PAGE).get_page(page)
    entries = list(shown.object_list)
    keys = [entry.pk for entry in entries]
    signed = Reading.objects.filter(institution=here, on=on).first()
    readings = list(Reading.objects.filter(institution=here).order_by("-on")[:7])
    duties, became = due_of(keys), {one.opinion_id for one in links(viewer, keys)}
    return {
        "rows": [Row(one, duties.get(str(one.pk)), masked(one), one.pk in became) for one in entries],
        "page": shown.number, "pages": shown.paginator.num_pages, "n": shown.paginator.count, "here": here,
        "state": state, "waiting": unanswered([here.pk]).count(), "fresh": new_since_reading(here.pk).count(),
        "signed": signed, "comments": comments(here, on),
        "may_read": may_at(viewer, "opinion.read", here.pk), "may_record": may_at(viewer, "opinion.record", here.pk),
        "readings": readings, "who": people(one.by for one in (*readings, *filter(None, [signed]))),
    }  # fmt: skip


def masked(entry: Opinion) -> str:
    """The number that was left as everybody sees it."""
    return str(mask("phone", entry.phone)) if entry.phone else ""


def comments(here: Institution, on: date) -> list[Rating]:
    """The latest rating comments of the outlet that are not in the book yet, the newest revision of each ticket."""
    since = day_start(on - timedelta(days=COMMENT_DAYS))
    found = Rating.objects.filter(ticket__institution=here, at__gte=since).exclude(comment="").select_related("ticket")
    latest = {rating.ticket_id: rating for rating in found.order_by("at", "revision")[: COMMENTS * COMMENTS]}
    keys = [str(key) for key in latest]
    known = set(Opinion.objects.filter(source=Source.RATING, source_id__in=keys).values_list("source_id", flat=True))
    fresh = [rating for key, rating in latest.items() if str(key) not in known]
    return sorted(fresh, key=lambda rating: rating.at, reverse=True)[:COMMENTS]


def comment_of(viewer: Viewer, ticket: str) -> Rating | None:
    """The comment of a ticket's rating, for whoever may take it into the book of its outlet."""
    found = Rating.objects.filter(ticket=int(ticket)).exclude(comment="").select_related("ticket") if ticket else None
    rating = found.order_by("-revision").first() if found is not None else None
    if rating is not None and not may_at(viewer, "opinion.record", rating.ticket.institution_id):
        raise Http404(ticket)
    return rating


def entry_context(viewer: Viewer, entry: Opinion, at: datetime) -> dict[str, Any]:
    """The page of one entry."""
    known = links(viewer, [entry.pk])
    steps = [*entry.steps.exclude(what=What.COMPLAINT_LINKED), *known]
    steps.sort(key=lambda step: (step.at, step.pk))
    done = {step.what for step in steps}
    case = visible(viewer).filter(number__in=[one.ref for one in known]).first() if known else None
    return {
        "entry": entry, "case": case, "steps": timeline(entry, steps, case.number if case else ""), "done": done,
        "at": at,
        "duty": due_of([entry.pk]).get(str(entry.pk)), "phone": masked(entry),
        "may_answer": may_at(viewer, "opinion.answer", entry.institution_id),
    }  # fmt: skip


def timeline(entry: Opinion, steps: Sequence[Step], number: str) -> list[dict[str, Any]]:
    """What happened to the entry, the newest first. `number` of the complaint it became, for who may read that."""
    words = {
        What.ANSWERED: (t("已答复", "Answered"), "ok"),
        What.CALLED: (t("已电话回访", "Called back"), "ok"),
        What.NOT_REACHED: (t("回访未接通", "Not reached"), "soon"),
        What.COMPLAINT_LINKED: (t("已立为投诉", "Became a complaint"), ""),
    }
    who = people([entry.by, *(step.by for step in steps)])
    taken = who.get(entry.by, entry.by)
    rows = [{"at": entry.at, "title": t("登记入簿", "Taken into the book"), "text": taken, "tone": ""}]
    for step in steps:
        title, tone = words[What(step.what)]
        said = " · ".join(filter(None, [number if step.ref else step.text, who.get(step.by, step.by)]))
        rows.append({"at": step.at, "title": title, "text": said, "tone": tone})
    return rows[::-1]
