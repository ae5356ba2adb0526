"""A bank with a manager's day in it, for the tests of the pages: customers, duties of several kinds, tasks, a month."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tingtang.contacts.models import Contact
from tingtang.customers.models import Customer
from tingtang.duties.actions import keep_manual
from tingtang.duties.models import Duty, Task
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import Institution, Staff, User
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import rebuild_tree
from tingtang.shared.times import business_date, day_end, day_start

FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = ("思远", "雅琴", "国华", "梓涵", "建平", "若曦", "海涛", "秀兰", "文博", "静怡", "志强", "欣然")
LONG = "阿卜杜热西提·买买提吐尔逊·艾合买提江·库尔班"


class DeskBank:
    """A province, a branch, two outlets; a manager with a head above; customers and duties as the tests ask for."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.today = business_date(at)
        for key, parent, kind, name, name_en in (
            ("P", None, "province", "省分行", "Provincial Branch"),
            ("B", "P", "branch", "江城分行", "Jiangcheng Branch"),
            ("O1", "B", "outlet", "江城滨江支行营业部", "Riverside Outlet"),
            ("O2", "B", "outlet", "江城东湖支行", "East Lake Outlet"),
        ):
            Institution.objects.create(institution_id=key, parent_id=parent, kind=kind, name=name, name_en=name_en)
        rebuild_tree()
        self.manager = self.person("M1", "李思远", Position.PRIVATE_BANKER)
        self.colleague = self.person("M2", "周雅琴", Position.WEALTH_MANAGER, "O2")
        self.head = self.person("H1", "陈国华", Position.OUTLET_HEAD)
        self.branch_head = self.person("HB", "赵海涛", Position.BRANCH_HEAD, "B")

    def person(self, key: str, name: str, position: str, at: str = "O1") -> Staff:
        """A member of staff with a sign-in of the same name (no password)."""
        staff = Staff.objects.create(staff_id=key, name=name, institution_id=at, position=position)
        User.objects.create_user(key, None, staff)
        return staff

    def person_by(self, key: str) -> Staff:
        """The member of staff with an id."""
        return Staff.objects.get(pk=key)

    def user(self, staff: Staff) -> User:
        """Their sign-in."""
        return User.objects.get(staff=staff)

    def customer(self, key: str, **fields: Any) -> Customer:
        """A customer of the manager."""
        n = int("".join(c for c in key if c.isdigit()) or 0)
        given: dict[str, Any] = {
            "kind": "P",
            "name": FAMILY[n % len(FAMILY)] + GIVEN[n * 7 % len(GIVEN)],
            "home_institution_id": "O1",
            "manager": self.manager,
            "phone": f"138{n * 7919 % 10**8:08d}",
            "assets": Decimal("9200000.00"),
            "tier": "private",
            "as_of": self.today - timedelta(days=1),
        }
        return Customer.objects.create(customer_id=key, **{**given, **fields})

    def duty(self, customer: Customer, kind: str = "contact.private", due_in: int = 3, **fields: Any) -> Duty:
        """An open duty that falls due at the end of the day `due_in` days from today."""
        due = day_end(self.today + timedelta(days=due_in))
        book = rulebook()
        given: dict[str, Any] = {
            "kind": kind,
            "clause": book.kinds[kind].clause,
            "subject_kind": "customer",
            "subject_id": customer.pk,
            "period_on": self.today + timedelta(days=due_in - 6),
            "institution_id": "O1",
            "owner_staff": self.manager,
            "opened_at": day_start(self.today + timedelta(days=min(0, due_in) - 5)),
            "show_at": day_start(self.today + timedelta(days=min(0, due_in) - 2)),
            "due_at": due,
            "lapses_at": due if book.kinds[kind].after_due == "lapse" else None,
            "score": 100,
            "inputs": self.inputs(kind, customer),
            "manual_version": book.version,
        }
        return Duty.objects.create(**{**given, **fields})

    def inputs(self, kind: str, customer: Customer) -> dict[str, Any]:
        """Plausible facts for the sentence of a kind."""
        as_of = (self.today - timedelta(days=1)).isoformat()
        near = (self.today + timedelta(days=3)).isoformat()
        ago = (self.today - timedelta(days=11)).isoformat()
        facts = {
            "tier": customer.tier, "assets": str(customer.assets), "interval_days": 7, "anchor_on": ago,
            "last_reached_on": ago, "product": "安心稳利三号", "maturity_on": near, "balance": "1500000.00",
            "birthday_on": near, "calendar": "lunar", "peak": "13200000.00", "peak_on": ago, "drop_share": "0.303",
            "overdue_days": 4, "overdue_amount": "32000.00", "silent_days": 71, "nav": "1.2345",
            "nav_month_ago": "1.1021", "move": "0.12", "relation": "父亲", "dividend_on": near, "holdings": 1,
        }  # fmt: skip
        names = rulebook().kinds[kind].inputs
        return {name: {"value": facts.get(name), "as_of": as_of} for name in names if name in facts}

    def keep_manual(self) -> None:
        """The version of the manual in force, kept in the ledger as the night does."""
        from django.db import transaction

        with transaction.atomic():
            keep_manual(book=rulebook(), by="system:test", at=self.at)

    def task(self, customer: Customer, rank: int, *, within: bool = True, **fields: Any) -> Task:
        """The night's card for a customer."""
        given = {"on": self.today, "staff": self.manager, "subject_kind": "customer", "subject_id": customer.pk}
        return Task.objects.create(
            rank=rank, score=1000 - rank, within_cap=within, kinds=[], **{**given, **fields}
        )  # fmt: skip

    def contact(self, customer: Customer, days_ago: int = 11, memo: str = "谈了到期理财的安排") -> Contact:
        """A reached contact of the past, from another system."""
        at = self.at - timedelta(days=days_ago)
        return Contact.objects.create(
            customer=customer, staff=self.manager, at=at, channel="phone", outcome="reached", memo=memo,
            source="feed", key=f"feed-{customer.pk}-{days_ago}",
        )  # fmt: skip

    def busy_day(self, customers: int = 3, *, waiting: int = 0) -> list[Customer]:
        """A day of late, due and coming duties for so many customers, ranked, the last `waiting` beyond the cap."""
        kinds = (
            "contact.private",
            "wealth.before_maturity",
            "birthday.customer",
            "attrition.asset_drop",
            "loan.arrears",
        )
        made = []
        tiers = (("private", "9200000.00"), ("wealth", "3400000.00"), ("wealth_management", "460000.00"))
        for n in range(customers):
            tier, assets = tiers[n % 3]
            name = {"name": LONG} if n == 1 else {}
            customer = self.customer(f"C{n:05d}", tier=tier, assets=Decimal(assets) + n * 13771, **name)
            due = (-2, 0, 2, 4, 5)[n % 5]
            self.duty(
                customer,
                {"private": "contact.private", "wealth": "contact.wealth"}.get(tier, "contact.maintained"),
                due,
            )
            if n % 2 == 0:
                self.duty(customer, kinds[1 + n % 4], max(0, due) + n % 3)
            if n % 6 == 0:
                self.duty(customer, "attrition.silence", 5)
            self.contact(customer)
            self.task(customer, n + 1, within=n < customers - waiting)
            made.append(customer)
        return made

    def past_month(self, customer: Customer) -> None:
        """Verdicts of the days before today, so that the month has something to show."""
        for back in range(1, 20):
            state = ("met", "met", "late", "met", "missed", "met", "met")[back % 7]
            due = day_end(self.today - timedelta(days=back))
            closed = {"met": due - timedelta(hours=9), "late": due + timedelta(hours=9), "missed": due}[state]
            for n in range(1 + back % 3):
                self.duty(
                    customer, ("contact.maintained", "fund.opens", "birthday.family")[n],
                    period_on=self.today - timedelta(days=back),
                    due_at=due, lapses_at=None, state=state, closed_at=closed,
                    evidence_kind="contact" if state != "missed" else "", evidence_id="1" if state != "missed" else "",
                )  # fmt: skip
