"""The province: its institutions and the people who work there, one in every position of the manual."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tingtang.demo import words
from tingtang.demo.identity import phone
from tingtang.organisation.positions import Position

CUSTOMERS_PER_OUTLET = 300
SUBBRANCHES = 2  # managing sub-branches to a branch
# Who works where: (position, how many).
CREW: dict[str, tuple[tuple[Position, int], ...]] = {
    "province": ((Position.BRANCH_HEAD, 1), (Position.INSPECTOR, 2)),
    "branch": (
        (Position.BRANCH_HEAD, 1),
        (Position.INSPECTOR, 1),
        (Position.COMPLAINT_OFFICER, 1),
        (Position.DEPARTMENT_OFFICER, 1),
    ),
    "subbranch": ((Position.BRANCH_HEAD, 1), (Position.CORPORATE_MANAGER, 2), (Position.ACCOUNT_MANAGER, 1)),
    "outlet": (
        (Position.OUTLET_HEAD, 1),
        (Position.DEPUTY_HEAD, 1),
        (Position.LOBBY_MANAGER, 1),
        (Position.CLOSED_TELLER, 2),
        (Position.OPEN_TELLER, 1),
        (Position.WEALTH_MANAGER, 1),
        (Position.GUARD, 1),
    ),
    "wealth_management_centre": (
        (Position.OUTLET_HEAD, 1),
        (Position.LOBBY_MANAGER, 1),
        (Position.WEALTH_MANAGER, 2),
        (Position.THIRD_PARTY, 1),
    ),
    "wealth_centre": ((Position.OUTLET_HEAD, 1), (Position.WEALTH_MANAGER, 2), (Position.THIRD_PARTY, 1)),
    "private_bank": ((Position.BRANCH_HEAD, 1), (Position.PRIVATE_BANKER, 4), (Position.COMPLAINT_OFFICER, 1)),
    "department": ((Position.DEPARTMENT_OFFICER, 2),),
}


@dataclass(frozen=True)
class Place:
    """An institution, with its branch's number for those below one."""

    institution_id: str
    parent_id: str | None
    kind: str
    name: str
    name_en: str
    opened_on: date
    branch: int = -1


@dataclass(frozen=True)
class Person:
    """A member of staff. `diligence` is the share of contacts that he or she makes in time."""

    staff_id: str
    name: str
    place: Place
    position: Position
    phone: str
    from_on: date
    diligence: float


@dataclass
class Bank:
    """The whole organisation."""

    places: list[Place] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)

    def of(self, kind: str) -> list[Place]:
        """Institutions of a kind."""
        return [place for place in self.places if place.kind == kind]

    def who(self, position: Position, place: Place | None = None) -> list[Person]:
        """The people in a position, at one place or anywhere."""
        return [p for p in self.people if p.position == position and place in (None, p.place)]


def build_bank(customers: int, on: date, seed: int) -> Bank:
    """A province large enough for so many customers."""
    rng = Random(f"{seed} bank")  # noqa: S311 - a seed that repeats is the point
    bank = Bank(places=list(_places(customers, on)))
    for place in bank.places:
        crew = CREW[place.kind]
        if place.name_en.endswith("Information Technology Department"):
            crew = (*crew, (Position.ADMINISTRATOR, 1))
        for position, count in crew:
            bank.people += [_person(rng, len(bank.people) + n, place, position, on) for n in range(count)]
    # Last, so that everybody else keeps their number: 95566 has a complaint officer of its own (A34.6).
    hotline = next(place for place in bank.places if place.name_en.endswith("Operations Control Department"))
    bank.people.append(_person(rng, len(bank.people), hotline, Position.COMPLAINT_OFFICER, on))
    return bank


def _places(customers: int, on: date) -> list[Place]:
    opened = on - timedelta(days=9000)
    (bank, bank_en), (province, province_en) = words.BANK, words.PROVINCE
    root = Place("JH", None, "province", f"{bank}{province}分行", f"{bank_en} {province_en} Branch", opened)
    places = [root]
    places.append(
        Place("JHPB", "JH", "private_bank", f"{bank}{province}私人银行", f"{province_en} Private Bank", opened)
    )
    for number, (name, english) in enumerate(words.DEPARTMENTS, 1):
        title = f"{province}分行{name}"
        places.append(Place(f"JHD{number}", "JH", "department", title, f"{province_en} {english} Department", opened))
    outlets = max(1, customers // CUSTOMERS_PER_OUTLET // (len(words.CITIES) * SUBBRANCHES))
    for branch in range(len(words.CITIES)):
        places += _branch(branch, outlets, opened)
    return places


def _branch(branch: int, outlets: int, opened: date) -> list[Place]:
    """A tier-2 branch with what lies below it; `outlets` to each managing sub-branch."""
    city, city_en = words.CITIES[branch]
    code = f"JH{branch + 1:02}"
    found = [Place(code, "JH", "branch", f"{city}分行", f"{city_en} Branch", opened, branch)]
    found.append(
        Place(f"{code}W1", code, "wealth_centre", f"{city}财富中心", f"{city_en} Wealth Centre", opened, branch)
    )
    for number in range(SUBBRANCHES):
        district, district_en = words.DISTRICTS[(branch + number * 3) % len(words.DISTRICTS)]
        below = f"{code}{number + 1:02}"
        title, title_en = f"{city}{district}", f"{city_en} {district_en}"
        found.append(Place(below, code, "subbranch", f"{title}支行", f"{title_en} Sub-branch", opened, branch))
        for outlet in range(outlets):
            street, street_en = words.STREETS[(branch * 5 + number * 6 + outlet) % len(words.STREETS)]
            turn = "" if outlet < len(words.STREETS) else f"{outlet // len(words.STREETS) + 1}"
            name, english = f"{title}{street}{turn}网点", f"{title_en} {street_en} {turn}".rstrip() + " Outlet"
            found.append(Place(f"{below}{outlet + 1:02}", below, "outlet", name, english, opened, branch))
    centre = f"{city}理财中心", f"{city_en} Wealth Management Centre"
    found.append(Place(f"{code}01M1", f"{code}01", "wealth_management_centre", *centre, opened, branch))
    return found


def _person(rng: Random, number: int, place: Place, position: Position, on: date) -> Person:
    return Person(
        staff_id=f"E{number + 1:06}",
        name=words.person(rng, woman=rng.random() < 0.55),
        place=place,
        position=position,
        phone=phone(9_000_000 + number),
        from_on=on - timedelta(days=_served(rng.randrange(200, 6000), position)),
        diligence=rng.choice((0.97, 0.95, 0.92, 0.9, 0.85, 0.7, 0.55)),
    )


def _served(days: int, position: Position) -> int:
    """Since when somebody is with the bank; tellers are where people begin, many in their first year (A39.1)."""
    return 30 + days % 500 if position == Position.CLOSED_TELLER else days
