"""What is known of a company: its facts, and the chain of those who decide (A23.1b, A23.2)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from tingtang.corporate.actions.history import NOT_ONE, What, code_of, move, take, words
from tingtang.corporate.errors import AlreadyTaken, BadInput
from tingtang.corporate.models import Lead, Level, Person, Size
from tingtang.shared.identifiers import Fault
from tingtang.shared.identifiers import credit_code as read_code
from tingtang.shared.phones import own_phone

LENGTHS = {"capital": 200, "business": 400, "industry": 60, "region": 60}


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of A23.1b, and those by which clients are told apart (A24)."""

    credit_code: str = ""
    capital: str = ""
    business: str = ""
    industry: str = ""
    region: str = ""
    size: str = Size.SMALL
    wants: str = ""


def checked(facts: Facts) -> dict[str, str]:
    """The facts as they are kept; the credit code is read by GB 32100. Raises BadInput."""
    kept = {name: words(name, getattr(facts, name), longest, needed=False) for name, longest in LENGTHS.items()}
    if facts.size not in Size.values:
        raise BadInput("size", NOT_ONE)
    wants = code_of("wants", "needs", facts.wants, needed=False)
    return {**kept, "size": facts.size, "wants": wants, "credit_code": _code(facts.credit_code)}


def _code(typed: str) -> str:
    if not typed.strip():
        return ""
    found = read_code(typed)
    if isinstance(found, Fault):
        raise BadInput("credit_code", found.text)
    return found.number


@transaction.atomic
def change_facts(*, by: str, at: datetime, lead_id: int, seen: int, facts: Facts) -> Lead:
    """Keep what was learnt; the history says which facts changed. Raises BadInput, NotYours, Stale, AlreadyTaken."""
    given, lead = checked(facts), take(lead_id, by=by, at=at, seen=seen)
    changed = {name: text for name, text in given.items() if getattr(lead, name) != text}
    code = changed.get("credit_code")
    if code and (other := Lead.objects.filter(credit_code=code, ended_at__isnull=True).select_related("owner").first()):
        raise AlreadyTaken(other.owner.name)
    if changed:
        move(lead, What.FACTS, by=by, at=at, change=changed, detail={"fields": sorted(changed)})
    return lead


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the company as known now; the name tells who."""

    contact_name: str
    job: str
    part: str
    level: str
    attitude: str = Person.Attitude.UNKNOWN
    phone: str = ""
    likes: str = ""


@transaction.atomic
def set_person(*, by: str, at: datetime, lead_id: int, known: Known) -> Person:
    """Write somebody of the chain down, or what is new of them. Raises BadInput, NotYours, WrongStage."""
    fields = _person(known)
    lead = take(lead_id, by=by, at=at)
    person, _ = Person.objects.update_or_create(lead=lead, contact_name=fields.pop("contact_name"), defaults=fields)
    move(lead, What.PERSON, by=by, at=at, detail={name: fields[name] for name in ("part", "level", "attitude")})
    return person


def _person(known: Known) -> dict[str, str]:
    choices = {"part": Person.Part.values, "level": Level.values, "attitude": Person.Attitude.values}
    for name, codes in choices.items():
        if getattr(known, name) not in codes:
            raise BadInput(name, NOT_ONE)
    fields: dict[str, str] = asdict(known)
    fields["contact_name"] = words("contact_name", known.contact_name, 60)
    fields["job"], fields["likes"] = words("job", known.job, 60), words("likes", known.likes, 200, needed=False)
    fields["phone"] = _phone(known.phone)
    return fields


def _phone(typed: str) -> str:
    if not typed.strip():
        return ""
    found = own_phone(typed)  # of a person at the company
    if isinstance(found, Fault):
        raise BadInput("phone", found.text)
    return found.number
