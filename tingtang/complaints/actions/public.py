"""A complaint by the public form (A34): nobody is signed in, and the answer tells nothing but the number."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.db import transaction

from tingtang.complaints.actions.files import MEGABYTE, attach
from tingtang.complaints.actions.intake import Opened, Said, channel_of, open_case
from tingtang.complaints.errors import BadInput, TooMany
from tingtang.complaints.models import FORM, Complaint, WebMeter
from tingtang.complaints.queries import named_at
from tingtang.customers.queries import known_by_phone
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import subtree
from tingtang.organisation.models import Staff
from tingtang.shared.identifiers import Fault
from tingtang.shared.phones import phone
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

HOUR = timedelta(hours=1)
WORDS_MEGABYTES = 2


@transaction.atomic
def take_in_public(
    *, said: Said, named: Collection[str], papers: Sequence[tuple[str, bytes]], address: str, key: str, at: datetime
) -> Opened:
    """Take in what somebody typed into the public form, with `papers` (name, content), all or nothing.

    Whose name and number are those of a maintained customer is taken for that customer, so that a private client's
    case is dealt with by need to know (A34.6); whoever is `named` (number or name) and works at the place or below it
    does not deal with it. Neither shows in the answer.

    Raises BadInput naming the field, TooMany from this `address`.
    """
    channel_of(said.channel, "public")
    meter = _meter(address, at)
    most = most_files(at)
    if len(papers) > most:
        raise BadInput("papers", Bilingual(f"最多 {most} 个文件", f"at most {most} files"))
    known = replace(said, customer_id=_customer(said), concerned=_people(named, said.institution_id))
    made = open_case(said=known, by=FORM, at=at, key=key)
    if made.again:
        return made
    meter.n += 1
    meter.save(update_fields=["n"])
    for name, content in papers:
        _attach(made.complaint, name, content, at)
    return made


def most_files(at: datetime) -> int:
    """How many files the form takes."""
    return _most("complaint.web_files_most", at)


def most_bytes(at: datetime) -> int:
    """The largest body that the form sends: its files, and room for the words."""
    return (most_files(at) * _most("complaint.attachment_megabytes", at) + WORDS_MEGABYTES) * MEGABYTE


def _most(key: str, at: datetime) -> int:
    return int(str(rulebook().value(key, business_date(at)).value))


def _attach(case: Complaint, name: str, content: bytes, at: datetime) -> None:
    try:
        attach(complaint_id=case.pk, what="evidence", name=name, content=content, by=FORM, at=at)
    except BadInput as refused:
        raise BadInput("papers", refused.text) from None


def _meter(address: str, at: datetime) -> WebMeter:
    """The meter of the address, locked. Raises TooMany."""
    WebMeter.objects.filter(since__lte=at - HOUR).delete()
    WebMeter.objects.get_or_create(address=_hashed(address), defaults={"since": at})
    meter = WebMeter.objects.select_for_update().get(address=_hashed(address))
    if meter.n >= _most("complaint.web_per_hour", at):
        raise TooMany
    return meter


def _hashed(address: str) -> str:
    """A keyed hash of the network the address is of: one household has a whole /64 of IPv6."""
    try:
        read = ip_address(address)
        whose = str(int(read) >> 64) if isinstance(read, IPv6Address) and not read.ipv4_mapped else str(read)
    except ValueError:
        whose = "unknown"
    return hmac.new(settings.SECRET_KEY.encode(), f"web complaint {whose}".encode(), hashlib.sha256).hexdigest()


def _customer(said: Said) -> str:
    """The maintained customer whose number and name both are those typed; "" for anybody else."""
    number = phone(said.phone.strip())
    found = None if isinstance(number, Fault) else known_by_phone(number.number)
    return found.pk if found is not None and found.name.strip() == said.complainant.strip() else ""


def _people(named: Collection[str], institution_id: str) -> list[str]:
    """Who of the place or below it has one of these numbers, or alone has one of these names."""
    wanted = {one.strip() for one in named if one.strip()}
    if not wanted:
        return []
    here = Staff.objects.filter(institution__in=subtree([institution_id]), pk__in=wanted)
    return sorted({*here.values_list("pk", flat=True), *named_at(wanted, institution_id).values()})
