"""Products advised between two nights: some sold, some stopped, some that still wait for a step."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from tingtang.advice.actions import (
    add_product,
    ask_for_sale,
    assess,
    care_for,
    close,
    confirm,
    customer_asks,
    disclose,
    issue_quota,
    move_quota,
    recommend,
)
from tingtang.advice.actions.quota import Short
from tingtang.advice.models import Product, Sale
from tingtang.customers.models import Customer
from tingtang.customers.models import Product as Known
from tingtang.organisation.models import Institution, InstitutionKind, InstitutionTree, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import person_in_role
from tingtang.shared.times import ZONE

A_DAY = 3  # recommendations a day in the whole province: enough to look at
BY = "system:demo"
KINDS = {"fund": "fund", "wealth": "wealth", "insurance": "insurance", "deposit": "deposit", "gold": "metal"}
NEEDS = ("定期到期，想要稳一点", "孩子明年上学，三个月内要用", "想要收益高一点", "给父母存一笔")
KEPT, AN_OUTLET = Decimal(10_000_000), Decimal(100_000)  # quota of a product that is limited
SIGNED = b"%PDF-1.4\n% demo: a signed confirmation of investment intention\n%%EOF\n"


def sell(seed: int, after: date, until: date) -> int:
    """Recommendations of the days after `after` up to `until`, as far as each came; how many were made.

    Each is one transaction under a key of its own: a build that was broken off goes on as it would have gone.
    """
    _register(after)
    customers = list(Customer.objects.filter(kind="P", manager__isnull=False).order_by("pk")[:2000])
    codes = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    if not customers or not codes:
        return 0
    days = [after + timedelta(days=n) for n in range(1, (until - after).days + 1)]
    for day in days:
        for n in range(A_DAY):
            _one(Random(f"{seed} sale {day} {n}"), customers, codes, day, n)  # noqa: S311 - a seed that repeats
    return len(days) * A_DAY


@transaction.atomic
def _register(on: date) -> None:
    """What the feed knows of products and their risk, put on sale."""
    known, head = set(Product.objects.values_list("pk", flat=True)), _province_head(on)
    at = datetime.combine(on, time(8), ZONE)
    for one in Known.objects.filter(type__in=KINDS, risk__range=(1, 5)).exclude(pk__in=known).order_by("pk"):
        limited = head is not None and one.type == "wealth" and one.pk.endswith(("7", "8"))
        add_product(
            by=BY, at=at, code=one.pk, name=one.name, kind=KINDS[one.type], level=one.risk or 1, reason="总行评级",
            from_on=on.replace(month=1, day=1), minimum=Decimal(1000 if one.type == "fund" else 10000),
            term_days=90 if one.type == "wealth" else None, limited=limited,
        )  # fmt: skip
        if head is not None and limited:
            _share_out(one.pk, head, at)


def _province_head(on: date) -> Staff | None:
    top = Institution.objects.filter(kind=InstitutionKind.PROVINCE).first()
    return person_in_role(top.pk, Position.BRANCH_HEAD, on) if top else None


def _share_out(code: str, head: Staff, at: datetime) -> None:
    """Quota to the province, a part of it to each branch, a little to each outlet below it; enough for all of them."""
    told: dict[str, Any] = {"by": head.pk, "at": at, "product": code, "reason": "年度额度"}
    branches = list(Institution.objects.filter(kind=InstitutionKind.BRANCH).order_by("pk"))
    below = InstitutionTree.objects.filter(ancestor__in=branches, descendant__kind=InstitutionKind.OUTLET)
    outlets: dict[str, list[str]] = {branch.pk: [] for branch in branches}
    for branch, outlet in below.order_by("descendant").values_list("ancestor_id", "descendant_id"):
        outlets[branch].append(outlet)
    share = {branch: KEPT + AN_OUTLET * len(found) for branch, found in outlets.items()}
    issue_quota(**told, institution_id=head.institution_id, amount=KEPT + sum(share.values()))
    for branch, found in outlets.items():
        move_quota(**told, from_id=head.institution_id, to_id=branch, amount=share[branch])
        for outlet in found:
            move_quota(**told, from_id=branch, to_id=outlet, amount=AN_OUTLET)


@transaction.atomic
def _one(rng: Random, customers: list[Customer], codes: list[str], day: date, number: int) -> None:
    customer = rng.choice(customers)
    at = datetime.combine(day, time(9), ZONE) + timedelta(minutes=rng.randrange(420))
    key = f"demo-{day}-{number}"
    if customer.manager_id is None or Sale.objects.filter(key=key).exists():
        return
    here: dict[str, Any] = {
        "by": customer.manager_id,
        "institution_id": customer.home_institution_id,
        "customer_id": customer.pk,
    }
    if rng.random() < 0.6:
        assess(**here, at=at, level=rng.choice((2, 3, 3, 4, 5)), key=key)
    amount, need = Decimal(rng.randrange(2, 60) * 10000), rng.choice(NEEDS)
    sale = recommend(**here, at=at, product=rng.choice(codes), amount=amount, need=need, key=key)
    if sale.state == "open" and rng.random() < 0.75:
        _go_on(sale, customer.manager_id, at + timedelta(minutes=30))


def _go_on(sale: Sale, by: str, at: datetime) -> None:
    """Every step that the sale asks for, then its close."""
    step: dict[str, Any] = {"by": by, "at": at, "sale_id": sale.pk}
    disclose(**step)
    if sale.care_needed:
        care_for(**step, done="逐条朗读风险揭示书，家人在场")
    if sale.verdict == "on_request":
        customer_asks(**step, said="看过说明书，坚持要买")
        confirm(**step, name="投资意愿确认书.pdf", content=SIGNED, signed_on=sale.advised_on)
    try:
        close(**step)
    except Short:
        if not sale.away:  # of a customer from elsewhere the level above was asked by itself
            ask_for_sale(**step, reason="客户到期资金转存")
