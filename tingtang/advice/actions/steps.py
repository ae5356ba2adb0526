"""The steps of a sale between recommendation and end: what must be told, asked, signed and cared for."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction

from tingtang.advice.actions.history import What, move, take, words
from tingtang.advice.actions.quota import Short, draw, free_at, release, settle
from tingtang.advice.actions.quota_asking import drop_of, request_for
from tingtang.advice.errors import BadInput, NotYet
from tingtang.advice.models import Confirmation, QuotaRequest, RequestState, Sale, State, Verdict
from tingtang.advice.queries import buyer_of, offer_of, rules_in_force, tolerance_of
from tingtang.advice.suitability import check
from tingtang.customers.models import Customer
from tingtang.live.actions import publish
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import person_in_role, present
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

LARGEST = 5 * 1024 * 1024  # bytes of a scan
SIGNATURES = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
NO_FILE = Bilingual("请附上已签署的确认书", "attach the signed confirmation")
TOO_LARGE = Bilingual("文件超过 5 MB", "the file is larger than 5 MB")
NOT_READABLE = Bilingual("须为 PDF、JPEG 或 PNG 文件", "it must be a PDF, JPEG or PNG file")
NOT_AHEAD = Bilingual("签署日期不能晚于今天", "it is not signed ahead")
SIGNED_BEFORE = Bilingual("签署日期不能早于推荐日", "it was signed before the recommendation")
NOT_ABOVE = Bilingual("产品在承受能力之内，无需确认书", "within the tolerance no confirmation is needed")
ASK_FIRST = Bilingual("请先记录客户主动要求", "first record that the customer asked for it")
SIGNED = Bilingual("确认书已附上", "the confirmation is attached already")
CHANGED = Bilingual("评估或产品评级已变化，请重新推荐", "the assessment or the rating has changed: advise again")
ENOUGH = "本机构额度已足，此笔已成交"
STEPS = {
    "home": Bilingual("先与归属地客户经理沟通（A29.2）", "first talk to the home manager (A29.2)"),
    "disclose": Bilingual("先完成风险提示（A21.2a）", "first tell the risk (A21.2a)"),
    "care": Bilingual("先完成年长客户关怀步骤", "first take the care step for an older customer"),
    "ask": Bilingual("先记录客户主动要求（A22.2c）", "first record that the customer asked for it (A22.2c)"),
    "confirm": Bilingual("先附上客户签署的确认书（A22.2c）", "first attach the signed confirmation (A22.2c)"),
}


@transaction.atomic
def ask_home(*, by: str, at: datetime, sale_id: int, said: str) -> Sale:
    """A large sum away from home: the talk with who looks after the customer there, and the answer (A29.2).

    They are told that it was recorded, by number only.
    """
    sale, said = take(sale_id, by), words("said", said)
    there = home_person(sale, business_date(at))
    if there is not None:
        publish(topic=f"staff:{there.pk}", name="advice.home_asked", payload={"sale": sale.pk}, at=at)
    return move(sale, What.HOME, by=by, at=at, text=said, home_asked_at=at, home_said=said, home_asked_of=there)


def home_person(sale: Sale, on: date) -> Staff | None:
    """Who answers for the customer at home: their manager or who stands in, else the head of the outlet."""
    manager = Staff.objects.filter(customers=sale.customer_id).first()
    found = present(manager, on) if manager else None
    return found or person_in_role(sale.home_institution_id, Position.OUTLET_HEAD, on)


@transaction.atomic
def disclose(*, by: str, at: datetime, sale_id: int) -> Sale:
    """The risk was told and the return not made larger than it is (A21.2a); said again it stays as it was first."""
    sale = take(sale_id, by)
    return sale if sale.disclosed_at else move(sale, What.DISCLOSE, by=by, at=at, disclosed_at=at)


@transaction.atomic
def care_for(*, by: str, at: datetime, sale_id: int, done: str) -> Sale:
    """The extra step for an older customer: what was done (read out, family present, a day to think)."""
    sale, done = take(sale_id, by), words("done", done)
    return move(sale, What.CARE, by=by, at=at, text=done, cared_at=at, care=done)


@transaction.atomic
def customer_asks(*, by: str, at: datetime, sale_id: int, said: str) -> Sale:
    """The customer insists on a product above their tolerance, in their own words (A22.2c); nobody proposes it."""
    sale, said = take(sale_id, by), words("said", said)
    if sale.verdict != Verdict.ON_REQUEST:
        raise NotYet(NOT_ABOVE)
    return move(sale, What.ASK, by=by, at=at, text=said, asked_at=at, asked_for=said)


@transaction.atomic
def confirm(*, by: str, at: datetime, sale_id: int, name: str, content: bytes, signed_on: date) -> Sale:
    """Attach the signed 个人理财产品客户投资意愿确认书: kept with its hash, who and when (A22.2c)."""
    media = _media(content)
    sale = take(sale_id, by)
    if sale.verdict != Verdict.ON_REQUEST:
        raise NotYet(NOT_ABOVE)
    if sale.asked_at is None:
        raise NotYet(ASK_FIRST)
    if sale.confirmation_id is not None:
        raise NotYet(SIGNED)
    if signed_on > business_date(at):
        raise BadInput("signed_on", NOT_AHEAD)
    if signed_on < sale.advised_on:
        raise BadInput("signed_on", SIGNED_BEFORE)
    kept = Confirmation.objects.create(
        name=name[-120:] or "确认书", media=media, content=content, size=len(content), by=by, at=at,
        sha256=hashlib.sha256(content).hexdigest(), signed_on=signed_on,
    )  # fmt: skip
    return move(sale, What.CONFIRM, by=by, at=at, text=kept.sha256, confirmation=kept)


def _media(content: bytes) -> str:
    """What the bytes are, whatever their name says."""
    if not content:
        raise BadInput("file", NO_FILE)
    if len(content) > LARGEST:
        raise BadInput("file", TOO_LARGE)
    for start, media in SIGNATURES:
        if content.startswith(start):
            return media
    raise BadInput("file", NOT_READABLE)


def close(*, by: str, at: datetime, sale_id: int) -> Sale:
    """The sale is made. Raises NotYet while a step is missing, or when the check of today would say otherwise.

    Short of quota (A29.2) it raises Short; for a customer from elsewhere the level above is asked there and then.
    """
    try:
        return _close(by=by, at=at, sale_id=sale_id)
    except Short:
        _ask_if_away(by=by, at=at, sale_id=sale_id)
        raise


@transaction.atomic
def _ask_if_away(*, by: str, at: datetime, sale_id: int) -> None:
    sale = take(sale_id, by)
    if sale.away and not QuotaRequest.objects.filter(sale=sale, state=RequestState.OPEN).exists():
        request_for(sale, "", by=by, at=at)


@transaction.atomic
def _close(*, by: str, at: datetime, sale_id: int) -> Sale:
    sale = take(sale_id, by)
    if hindered := hindrance(sale, business_date(at)):
        raise hindered
    if sale.quota_needed and sale.quota_use_id is None:
        draw(sale, by=by, at=at)
        drop_of(sale, ENOUGH, by=by, at=at)
    move(sale, What.CLOSED, by=by, at=at, state=State.CLOSED, ended_at=at)
    settle(sale, by=by, at=at)
    return sale


def hindrance(sale: Sale, on: date) -> NotYet | None:
    """Why an open sale cannot be closed on a day: a step is missing, the check would say otherwise, or there is not
    enough quota (Short). None: it can. The page asks the same before it offers the close."""
    if missing := sale.waits_for:
        return NotYet(STEPS[missing[0]])
    if not _still_holds(sale, on):
        return NotYet(CHANGED)
    short = sale.quota_needed and sale.quota_use_id is None and free_at(sale.product, sale.institution_id) < sale.amount
    return Short() if short else None


def _still_holds(sale: Sale, on: date) -> bool:
    """Whether the check would find the same today: an assessment may have run out, a rating risen."""
    customer = Customer.objects.filter(pk=sale.customer_id).first()
    if customer is None:
        return False
    rules, _ = rules_in_force(sale.rule_set, on, sale.institution_id)
    buyer = buyer_of(customer, tolerance_of(customer, on), sale.institution_id)
    now = check(offer_of(sale.product, on), buyer, sale.amount, on, rules)
    care_done = not now.care or sale.cared_at is not None
    return now.verdict == sale.verdict and care_done and (not now.home_first or sale.home_asked_at is not None)


@transaction.atomic
def give_up(*, by: str, at: datetime, sale_id: int, reason: str) -> Sale:
    """The customer does not want it after all, or it was a mistake."""
    sale, reason = take(sale_id, by), words("reason", reason)
    release(sale, by=by, at=at)
    drop_of(sale, reason, by=by, at=at)
    return move(sale, What.GIVEN_UP, by=by, at=at, text=reason, state=State.GIVEN_UP, ended_at=at)
