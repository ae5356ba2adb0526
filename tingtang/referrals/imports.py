"""Prospects from a file (a sign-up sheet of an event, a partner's list): each row becomes a card, by the rules of any
other (A19.2e, A21.2b, A33.2).

A row says in a sentence what the prospect wants, and how to call them: who gave a number and nothing else is no card.
What looks like somebody the bank knows is told before it goes in, with who manages them and no other fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from tingtang.audit.actions import log_read
from tingtang.customers.batches import Problem, Reading, Row, drop_file, no_such_column, read_file, take_file
from tingtang.customers.duplicates import PHONE, Match, alike
from tingtang.customers.errors import BadFile
from tingtang.customers.models import ImportBatch
from tingtang.organisation.access import Viewer
from tingtang.referrals.actions import refer, referring
from tingtang.referrals.actions.history import words
from tingtang.referrals.errors import BadInput, ReferralError, Unroutable
from tingtang.referrals.models import ENDED, Need, Referral
from tingtang.referrals.routing import prospect_of, receiver, route_of, taker
from tingtang.shared.phones import spellings
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

FIELDS = ("prospect_name", "phone", "need", "sentence", "willing")
HEADINGS = {
    "姓名": "prospect_name", "称呼": "prospect_name", "电话": "phone", "手机": "phone", "需求": "need",
    "一句话": "sentence", "说明": "sentence", "愿意了解": "willing", "意愿": "willing",
}  # fmt: skip
WORDS = {
    "need": {str(one.label): one.value for one in Need},
    "willing": {"是": "yes", "愿意": "yes", "否": "no", "不便": "no", "true": "yes", "false": "no"},
}
NEEDED = {
    "phone": Bilingual("缺少“电话”一列", "there is no column phone"),
    "need": Bilingual("缺少“需求”一列", "there is no column need"),
    "sentence": Bilingual("缺少“一句话”一列", "there is no column sentence"),
}
YES_OR_NO = Bilingual("请填“是”或“否”", "say yes or no")
TWICE = Bilingual("这个电话在文件中出现多次", "this number stands in the file more than once")


def read_prospects(*, name: str, content: bytes, to_staff: str, viewer: Viewer, at: datetime) -> ImportBatch:
    """Read and check a file of prospects; nobody is passed on yet. `to_staff`: who gets those that no manager looks
    after, empty for the rules of routing. What it told of known customers is in the trail.

    Raises BadFile, naming the input, for a file wrong as a whole.
    """
    if to_staff and taker(to_staff, business_date(at)) is None:
        raise BadFile("to_staff", Bilingual("没有这位接收人", "there is nobody of this number who takes cards"))
    given = {"to_staff": to_staff} if to_staff else {}
    made = read_file(PROSPECTS, name=name, content=content, source="stated", viewer=viewer, at=at, given=given)
    for need in sorted({row["unroutable"] for row in made.rows} - {""}):
        referring.say_unroutable(institution_id=viewer.institution_id, need=Need(need), by=viewer.actor, at=at)
    for told in sorted({one for row in made.rows for one in row["told"]}):
        place = viewer.institution_id
        log_read(by=viewer.actor, at=at, subject=("customer", told), action="customer.search.check", institution=place)
    return made


def take_prospects(*, batch_id: int, only_good: bool, checked: bool, viewer: Viewer, at: datetime) -> ImportBatch:
    """Make a card of every row, or of the right ones. `checked`: the notes on rows were looked at.

    Raises BadFile when rows are wrong and all were wanted, none is right, or notes were not looked at; AlreadyDecided;
    ImportBatch.DoesNotExist.
    """
    return take_file(PROSPECTS, batch_id=batch_id, only_good=only_good, checked=checked, viewer=viewer, at=at)


def drop_prospects(*, batch_id: int, viewer: Viewer, at: datetime) -> ImportBatch:
    """Throw a file away, with what it held. Raises AlreadyDecided, ImportBatch.DoesNotExist."""
    return drop_file(PROSPECTS, batch_id=batch_id, viewer=viewer, at=at)


def _column(field: str, heading: str) -> bool:
    if field not in FIELDS:
        raise no_such_column(heading)
    return True


def _take(row: Row, batch: ImportBatch, viewer: Viewer, at: datetime) -> None:
    said = row["values"]
    known = prospect_of(_number(said.get("phone", "")), "").customer is not None
    refer(
        by=viewer.staff_id, at=at, institution_id=viewer.institution_id, sentence=said["sentence"],
        prospect_name=said.get("prospect_name", ""), phone=said["phone"], need=said["need"],
        willing=said.get("willing") == "yes", to_staff=None if known else said.get("to_staff"),
        source=("import", str(batch.pk)), key=f"import-{batch.pk}-{row['row']}",
    )  # fmt: skip


# -- checks -----------------------------------------------------------------------------------------------------------


def _check(rows: list[Row], viewer: Viewer, at: datetime) -> list[Row]:
    """The rows with what is wrong with each, and whom it looks like. A few queries a row: a file holds few hundred."""
    times = Counter(_twice(row["values"]) for row in rows)
    cards = _standing(rows)
    return [_checked(row, times, cards, viewer, at) for row in rows]


def _checked(
    row: Row, times: Counter[tuple[str, str]], cards: Mapping[tuple[str, str], Referral], viewer: Viewer, at: datetime
) -> Row:
    said, heading = row["values"], row["headings"]
    problems = [Problem(heading.get(field, field), text) for field, text in _faults(said)]
    if not problems and times[_twice(said)] > 1:
        problems.append(Problem(heading.get("phone", "phone"), TWICE))
    found = [] if problems else alike(name=said.get("prospect_name", ""), phone_no=said["phone"])
    nobody = None if problems else _refused(said, viewer, at)
    if nobody:
        problems.append(Problem(heading.get("need", "need"), nobody.text))
    notes = [Problem(heading.get("phone", "phone"), _known(one)) for one in found]
    if not problems and (card := cards.get(_twice(said))):
        notes.append(Problem(heading.get("phone", "phone"), _open(card)))
    return {
        **row, "problems": [one.as_json() for one in problems], "notes": [one.as_json() for one in notes],
        "told": [one.customer_id for one in found],
        "unroutable": said["need"] if isinstance(nobody, Unroutable) else "",
    }  # fmt: skip


def _faults(said: Mapping[str, str]) -> list[tuple[str, Bilingual]]:
    """(field, what is wrong) of a row by itself."""
    found = []
    for field, read in (("sentence", _sentence), ("phone", _phone)):
        try:
            read(said.get(field, ""))
        except BadInput as refused:
            found.append((field, refused.text))
    if said.get("need") not in Need.values:
        found.append(("need", referring.NO_NEED))
    if said.get("willing", "no") not in ("yes", "no"):
        found.append(("willing", YES_OR_NO))
    if len(said.get("prospect_name", "")) > referring.NAME:
        found.append(("prospect_name", referring.TOO_LONG))
    return found


def _sentence(text: str) -> str:
    return words("sentence", text, longest=referring.SENTENCE)


def _phone(text: str) -> str:
    if not text.strip():
        raise BadInput("phone", referring.NO_NUMBER)
    return referring.read_number(text)


def _number(text: str) -> str:
    """What one dials; empty for what is no number."""
    try:
        return _phone(text)
    except BadInput:
        return ""


def _twice(said: Mapping[str, str]) -> tuple[str, str]:
    """(number, side of the bank): what a prospect may have one open card of."""
    return _number(said.get("phone", "")), route_of(said.get("need", "")).value


def _refused(said: Mapping[str, str], viewer: Viewer, at: datetime) -> ReferralError | None:
    """Why nobody would get the card, None where somebody does."""
    prospect = prospect_of(_number(said["phone"]), "")
    to_staff = None if prospect.customer else said.get("to_staff")
    try:
        receiver(
            prospect=prospect, route=route_of(said["need"]), institution_id=viewer.institution_id,
            on=business_date(at), to_staff=to_staff,
        )  # fmt: skip
    except ReferralError as refused:
        return refused
    return None


def _standing(rows: list[Row]) -> dict[tuple[str, str], Referral]:
    """(number, side) -> the open card of the same number. One query."""
    numbers = {number for row in rows if (number := _number(row["values"].get("phone", "")))}
    every = {way for number in numbers for way in spellings(number)} | numbers
    found = Referral.objects.filter(phone__in=every).exclude(state__in=ENDED).select_related("to_staff")
    return {(card.phone, card.route): card for card in found.order_by("pk")}


def _known(one: Match) -> Bilingual:
    who = one.manager or "归属机构负责人"
    whom = one.manager or "the head of its home"
    if PHONE in one.signs:
        return Bilingual(f"已有这个电话的客户，由{who}管理", f"a customer of this number exists, managed by {whom}")
    return Bilingual(f"像是已有的客户，由{who}管理", f"looks like a customer managed by {whom}")


def _open(card: Referral) -> Bilingual:
    who = card.to_staff.name if card.to_staff else ""
    return Bilingual(
        f"已有未了结的卡片（{who or '待改派'}），将补充这句话",
        f"has an open card ({who or 'waits for a place'}); the sentence is added to it",
    )


PROSPECTS = Reading(
    kind=ImportBatch.Kind.PROSPECTS, most="referral.import_rows_most", action="referral.import", headings=HEADINGS,
    needed=NEEDED, column=_column, check=_check, take=_take, words=WORDS,
)  # fmt: skip
