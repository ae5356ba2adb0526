"""Sign-ins of the demo: one person in each position, chosen where there is most to see."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import Count

from tingtang.duties.models import Task
from tingtang.organisation.actions import create_user, set_password
from tingtang.organisation.models import Staff, User
from tingtang.organisation.positions import PEOPLE, PEOPLE_VALUES, Position

ALPHABET = "abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True)
class SignIn:
    """A sign-in as it is printed."""

    username: str
    password: str
    position: str
    name: str
    institution: str


def password_of(file: Path) -> str:
    """The demo's password: made once, kept readable by its owner only."""
    if file.exists():
        return str(json.loads(file.read_text())["password"])
    password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    password += f"-{secrets.randbelow(9000) + 1000}"
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        json.dump({"password": password}, handle)
    return password


def sign_ins(*, password: str, by: str, at: datetime) -> list[SignIn]:
    """One sign-in per position that somebody holds; made when missing, the password brought in line."""
    people = {user.username: user for user in User.objects.select_related("staff__institution")}
    known = people.get(Position.OUTLET_HEAD)
    if known is not None and known.check_password(password) and people.keys() >= set(PEOPLE_VALUES):
        return [_shown(people[position], password) for position in PEOPLE_VALUES]  # one check speaks for all
    return [
        _shown(_make(person, password=password, by=by, at=at), password)
        for position in PEOPLE
        if (person := choose(position))
    ]


def choose(position: Position) -> Staff | None:
    """Who stands for a position: who has the fullest list today, else who sits with one that has."""
    people = Staff.objects.filter(position=position)
    busiest = _busiest()
    ranked = [person for person in people.select_related("institution") if person.staff_id in busiest]
    if ranked:
        return min(ranked, key=lambda person: (-busiest[person.staff_id], person.staff_id))
    home = _home(busiest)
    return (
        people.filter(institution=home).order_by("staff_id").first()
        or people.filter(institution__below__descendant=home).order_by("institution__below__depth").first()
        or people.order_by("staff_id").first()
    )


def home_outlet() -> str | None:
    """Where most of the demo's sign-ins work."""
    return _home(_busiest())


def _busiest() -> dict[str, int]:
    latest = Task.objects.order_by("-on").first()
    if latest is None:
        return {}
    return dict(Task.objects.filter(on=latest.on).values_list("staff_id").annotate(cards=Count("id")))


def _home(busiest: dict[str, int]) -> str | None:
    """The outlet of the busiest wealth manager: the other demo people sit there or above it."""
    managers = Staff.objects.filter(position=Position.WEALTH_MANAGER, institution__kind="outlet")
    ranked = sorted(
        managers.values_list("staff_id", "institution_id"), key=lambda pair: (-busiest.get(pair[0], 0), pair)
    )
    return ranked[0][1] if ranked else None


def _make(person: Staff, *, password: str, by: str, at: datetime) -> User:
    user = User.objects.filter(username=person.position).first()
    if user is None:
        user = create_user(by=by, at=at, username=person.position, staff=person, password=password, temporary=False)
    elif not user.check_password(password):
        set_password(by=by, at=at, user=user, password=password)
    return user


def _shown(user: User, password: str) -> SignIn:
    place = (user.staff.name, user.staff.institution.name) if user.staff else ("", "")
    return SignIn(user.username, password, Position(user.username).label, *place)
