"""The interface to quota (A29.2): what is left, requests and their answers, movements."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Header, Router, Schema, Status
from pydantic import Field

from tingtang.advice import actions
from tingtang.advice.models import QuotaRequest
from tingtang.advice.quota_queries import board, reach_of, request_for, requests
from tingtang.organisation.access import Viewer, viewer_of
from tingtang.organisation.api import ERRORS, In, needs
from tingtang.organisation.sign_in import at_of

router = Router(tags=["advice"])
Code = Annotated[str, Field(max_length=64)]
Words = Annotated[str, Field(max_length=200)]
Number = Annotated[int, Field(ge=1, le=10**18)]
PageNumber = Annotated[int, Field(ge=1, le=99_999)]
Amount = Annotated[Decimal, Field(gt=0, max_digits=17, decimal_places=2)]
Change = Annotated[Decimal, Field(max_digits=17, decimal_places=2)]
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", max_length=64)]
CENT = Decimal("0.01")


class QuotaOut(Schema):
    """What is left of a limited product at the caller's level and below."""

    product: str
    here: Decimal
    below: Decimal
    used: Decimal
    by_away: Decimal
    owed: Decimal
    waiting: int


class RequestIn(In):
    """Quota asked for one's institution."""

    product: Code
    amount: Amount
    reason: Words
    institution_id: Code


class RequestOut(Schema):
    """A request as it stands."""

    id: int
    product: str
    amount: Decimal
    institution_id: str
    asked_of: str
    away: bool
    sale: int | None
    state: str
    answer: str
    asked_at: datetime


class RequestPage(Schema):
    """A page of requests."""

    rows: list[RequestOut]
    total: int
    page: int


class AnswerIn(In):
    """What is said with the answer; needed to pass up, refuse and withdraw."""

    text: Words = ""


class IssueIn(In):
    """Quota from head office to the province; below zero it is cut."""

    institution_id: Code
    amount: Change
    reason: Words


class MoveIn(In):
    """Quota between a level and one below it."""

    from_id: Code
    to_id: Code
    amount: Amount
    reason: Words


class LeftOut(Schema):
    """The movement's number at its place, and what was left there after it."""

    n: int
    free: Decimal


ANSWERS: dict[str, Any] = {
    "grant": actions.grant_quota,
    "pass-up": actions.pass_up,
    "refuse": actions.refuse_quota,
    "withdraw": actions.withdraw_quota,
}


@router.get("/advice/quotas", auth=needs("quota.see"), response={200: list[QuotaOut], **ERRORS}, summary="Quota left")
def quota_list(request: HttpRequest) -> list[QuotaOut]:
    """Every limited product."""
    names = ("here", "below", "used", "by_away", "owed")
    return [
        QuotaOut(
            product=row.product.pk, waiting=row.waiting, **{name: getattr(row, name).quantize(CENT) for name in names}
        )
        for row in board(reach_of(viewer_of(request)))
    ]


@router.post(
    "/advice/quotas/{code}/issue", auth=needs("quota.answer"), response={201: LeftOut, **ERRORS}, summary="Issue quota"
)
def issue(request: HttpRequest, code: Code, body: IssueIn) -> Status[LeftOut]:
    """To the province; what it owes for customers from elsewhere is given back first."""
    viewer = _person(request)
    entry = actions.issue_quota(by=viewer.staff_id, at=at_of(request), product=code, **body.model_dump())
    return Status(201, LeftOut(n=entry.n, free=entry.free.quantize(CENT)))


@router.post(
    "/advice/quotas/{code}/moves", auth=needs("quota.answer"), response={201: LeftOut, **ERRORS}, summary="Move quota"
)
def move(request: HttpRequest, code: Code, body: MoveIn) -> Status[LeftOut]:
    """Down from the caller's level, or back up to it; answers with the place it came to."""
    viewer = _person(request)
    entry = actions.move_quota(by=viewer.staff_id, at=at_of(request), product=code, **body.model_dump())
    return Status(201, LeftOut(n=entry.n, free=entry.free.quantize(CENT)))


@router.get(
    "/advice/quota-requests", auth=needs("quota.see"), response={200: RequestPage, **ERRORS}, summary="Requests"
)
def request_list(request: HttpRequest, box: Code = "", page: PageNumber = 1) -> RequestPage:
    """`box=to_answer`: those that wait for the caller's level; else all of the caller's institutions."""
    rows, total, shown = requests(reach_of(viewer_of(request)), box, page)
    return RequestPage(rows=[_out(row) for row in rows], total=total, page=shown)


@router.post(
    "/advice/quota-requests", auth=needs("quota.ask"), response={201: RequestOut, **ERRORS}, summary="Ask for quota"
)
def ask(request: HttpRequest, body: RequestIn, key: IdempotencyKey = "") -> Status[RequestOut]:
    """Of the nearest level that has so much; a repeat with the same Idempotency-Key returns the first."""
    viewer = _person(request)
    made = actions.ask_quota(by=viewer.staff_id, at=at_of(request), key=key, **body.model_dump())
    return Status(201, _out(made))


@router.get(
    "/advice/quota-requests/{quota_id}", auth=needs("quota.see"), response={200: RequestOut, **ERRORS}, summary="One"
)
def one(request: HttpRequest, quota_id: Number) -> RequestOut:
    """404 for one that is none of the caller's, as if it were not there."""
    return _out(_shown(viewer_of(request), quota_id))


@router.post(
    "/advice/quota-requests/{quota_id}/{step}", auth=needs("quota.see"), response={200: RequestOut, **ERRORS},
    summary="Answer a request",
)  # fmt: skip
def answer(request: HttpRequest, quota_id: Number, step: Code, body: AnswerIn) -> RequestOut:
    """grant, pass-up, refuse (never for a customer from elsewhere: 409), withdraw."""
    viewer = _person(request)
    _shown(viewer, quota_id)
    if step not in ANSWERS:
        raise Http404(step)
    return _out(ANSWERS[step](by=viewer.staff_id, at=at_of(request), request_id=quota_id, text=body.text))


def _person(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    if not viewer.staff_id:
        raise PermissionDenied("a device")
    return viewer


def _shown(viewer: Viewer, quota_id: int) -> QuotaRequest:
    try:
        return request_for(viewer, quota_id)[0]
    except PermissionDenied:
        raise Http404(str(quota_id)) from None


def _out(one: QuotaRequest) -> RequestOut:
    return RequestOut(
        id=one.pk, product=one.product_id, amount=one.amount.quantize(CENT), institution_id=one.institution_id,
        asked_of=one.asked_of_id, away=one.away, sale=one.sale_id, state=one.state, answer=one.answer,
        asked_at=one.asked_at,
    )  # fmt: skip
