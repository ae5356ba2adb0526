"""The customers of the demo: persons and companies of every tier, with what the core bank knows of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tingtang.demo import words
from tingtang.demo.bank import Bank, Person, Place
from tingtang.demo.identity import credit_code, id_card, phone
from tingtang.organisation.positions import Position

CENT = Decimal("0.01")
CARDS = {"ordinary": "none", "wealth_management": "wealth_management", "wealth": "wealth", "private": "private"}
# Shares of the customers, the rest is ordinary
SHARES = (("private", 0.0025), ("wealth", 0.025), ("wealth_management", 0.07))
FIRST = 100  # so many are of the upper tiers in any bank, enough for every case
COMPANIES = 0.03


@dataclass
class Customer:
    """A customer on the last day. `case` is the news planned for the nights (see cases.py), "" for most.

    Before `step_on` the assets were `step` times what they are; on and after `closed_on` nothing is left.
    """

    customer_id: str
    kind: str
    name: str
    woman: bool
    home: Place
    tier: str
    assets: Decimal
    created_on: date
    phone: str
    manager: Person | None = None
    birth_date: date | None = None
    birth_calendar: str | None = None
    risk_tolerance: int | None = None
    risk_assessed_on: date | None = None
    card: str = "none"
    consent_call: bool = True
    consent_marketing: bool = True
    payroll: bool = False
    payday: int | None = None
    payroll_until: date | None = None
    industry: str | None = None
    key_account: bool = False
    case: str = ""
    case_number: int = 0  # its place among those of its case
    step_on: date | None = None
    step: Decimal = Decimal(1)
    closed_on: date | None = None
    family: list[Relative] = field(default_factory=list)

    @property
    def id_no(self) -> str:
        """Identity number or credit code, from the customer's number and date of birth."""
        number = int(self.customer_id[1:])
        return id_card(number, self.birth_date, woman=self.woman) if self.birth_date else credit_code(number)


@dataclass
class Relative:
    """A member of a customer's family."""

    relation: str
    name: str
    birth_date: date
    birth_calendar: str
    consent: bool


@dataclass(frozen=True)
class Thresholds:
    """From how many yuan a tier begins, as the manual has it on the day."""

    wealth_management: Decimal
    wealth: Decimal
    private: Decimal

    def bounds(self, tier: str) -> tuple[Decimal, Decimal]:
        """Lowest and highest assets to draw for a tier."""
        return {
            "ordinary": (Decimal(200), self.wealth_management * Decimal("0.9")),
            "wealth_management": (self.wealth_management * Decimal("1.02"), self.wealth * Decimal("0.85")),
            "wealth": (self.wealth * Decimal("1.02"), self.private * Decimal("0.9")),
            "private": (self.private * Decimal("1.02"), self.private * 6),
        }[tier]


def build_customers(bank: Bank, count: int, thresholds: Thresholds, on: date, seed: int) -> list[Customer]:
    """`count` customers, spread over the outlets; the first hundred are worth maintaining, whatever the size."""
    rng = Random(f"{seed} customers")  # noqa: S311 - a seed that repeats is the point
    counters = [*bank.of("outlet"), *bank.of("wealth_management_centre")]
    managers = _Managers(bank)
    found = []
    for number in range(count):
        kind = "C" if rng.random() < COMPANIES or number in (5, 6) else "P"
        tier = _tier(rng) if number >= FIRST else ("private", "wealth", "wealth_management")[number % 3]
        home = rng.choice(counters)
        customer = (_company if kind == "C" else _person)(rng, number, home, tier, on)
        low, high = thresholds.bounds(tier)
        customer.assets = (low * (high / low) ** Decimal(str(round(rng.random() ** 1.6, 4)))).quantize(CENT)
        customer.manager = managers.of(rng, customer)
        found.append(customer)
    return found


def _tier(rng: Random) -> str:
    draw = rng.random()
    for tier, share in SHARES:
        if draw < share:
            return tier
        draw -= share
    return "ordinary"


def _company(rng: Random, number: int, home: Place, tier: str, on: date) -> Customer:
    industry, name = words.company(rng)
    return Customer(
        customer_id=f"K{number + 1:08}",
        kind="C",
        name=name,
        woman=False,
        home=home,
        tier=tier,
        assets=Decimal(0),
        created_on=on - timedelta(days=rng.randrange(40, 4000)),
        phone=phone(number),
        industry=industry,
        key_account=tier in ("private", "wealth") or rng.random() < 0.1,
    )


def _person(rng: Random, number: int, home: Place, tier: str, on: date) -> Customer:
    woman = rng.random() < 0.52
    born = on - timedelta(days=rng.randrange(22 * 365, 80 * 365))
    payroll = rng.random() < 0.35 and born > on - timedelta(days=60 * 365)
    customer = Customer(
        customer_id=f"K{number + 1:08}",
        kind="P",
        name=words.person(rng, woman=woman),
        woman=woman,
        home=home,
        tier=tier,
        assets=Decimal(0),
        created_on=on - timedelta(days=rng.randrange(3, 20) if rng.random() < 0.01 else rng.randrange(40, 6000)),
        phone=phone(number),
        birth_date=born,
        birth_calendar="lunar" if born.year < 1980 and rng.random() < 0.4 else "solar",
        risk_tolerance=rng.choice((1, 2, 2, 3, 3, 4, 5)),
        risk_assessed_on=on - timedelta(days=rng.randrange(20, 600)),
        card="platinum" if tier == "wealth" and rng.random() < 0.3 else CARDS[tier],
        consent_call=rng.random() < 0.93,
        consent_marketing=rng.random() < 0.6,
        payroll=payroll,
        payday=rng.randrange(5, 26) if payroll else None,
    )
    customer.family = list(_family(rng, born, likely=tier != "ordinary"))
    return customer


def _family(rng: Random, born: date, *, likely: bool) -> Iterator[Relative]:
    if rng.random() > (0.75 if likely else 0.2):
        return
    for relation in sorted(rng.sample(words.RELATIVES, rng.randrange(1, 4))):
        years = {"配偶": rng.randrange(-4, 5), "子女": rng.randrange(23, 34)}.get(relation, -rng.randrange(23, 32))
        birth = born + timedelta(days=years * 365 + rng.randrange(365))
        woman = relation == "母亲" or (relation != "父亲" and rng.random() < 0.5)
        calendar = "lunar" if birth.year < 1975 and rng.random() < 0.5 else "solar"
        yield Relative(
            relation,
            words.person(rng, woman=woman),
            min(birth, born.replace(year=2024, day=1)),
            calendar,
            rng.random() < 0.7,
        )


class _Managers:
    """Who maintains whom: bankers the private, wealth centres the wealth, outlets the rest, sub-branches companies."""

    def __init__(self, bank: Bank) -> None:
        self.bankers = bank.who(Position.PRIVATE_BANKER)
        self.by_place: dict[tuple[str, Position], list[Person]] = {}
        for person in bank.people:
            self.by_place.setdefault((person.place.institution_id, person.position), []).append(person)

    def of(self, rng: Random, customer: Customer) -> Person | None:
        """The manager, or None for one whom nobody maintains."""
        if customer.kind == "C":
            return self._of_company(rng, customer)
        home = customer.home.institution_id
        draw = rng.random()
        if customer.tier == "private":
            return rng.choice(self.bankers)
        if customer.tier == "wealth" and draw < 0.7:
            return self._one(rng, f"JH{customer.home.branch + 1:02}W1", Position.WEALTH_MANAGER)
        if customer.tier == "wealth" or (customer.tier == "wealth_management" and draw < 0.85):
            return self._one(rng, home, Position.WEALTH_MANAGER)
        if customer.tier == "ordinary" and draw < 0.04:
            return self._one(rng, home, Position.OPEN_TELLER)
        return None

    def _of_company(self, rng: Random, customer: Customer) -> Person | None:
        if customer.tier == "ordinary" and not customer.key_account and rng.random() < 0.6:
            return None
        position = Position.CORPORATE_MANAGER if customer.key_account else Position.ACCOUNT_MANAGER
        return self._one(rng, customer.home.parent_id or "", position)

    def _one(self, rng: Random, place: str, position: Position) -> Person | None:
        people = self.by_place.get((place, position))
        return rng.choice(people) if people else None
