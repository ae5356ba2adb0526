"""What the subjects of duties are called on a page when they are no customers, and where they are dealt with."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from tingtang.desk.language import t
from tingtang.lobby.models import DeviceFault, Ticket
from tingtang.organisation.models import Staff

Subject = tuple[str, str]


def subject_names(subjects: Iterable[Subject]) -> dict[Subject, str]:
    """(kind, id) -> name; one query for each kind that is among them. What has no name keeps its id."""
    keys: dict[str, list[str]] = {}
    for kind, key in subjects:
        keys.setdefault(kind, []).append(key)
    named = {kind: _WAYS[kind](found) for kind, found in keys.items() if kind in _WAYS}
    return {(kind, key): name for kind, names in named.items() for key, name in names.items()}


def _tickets(keys: list[str]) -> dict[str, str]:
    found = Ticket.objects.filter(pk__in=[int(key) for key in keys if key.isdecimal()])
    return {str(one.pk): t("号票 %s", "Ticket %s") % one.number for one in found}


def _faults(keys: list[str]) -> dict[str, str]:
    found = DeviceFault.objects.filter(pk__in=[int(key) for key in keys if key.isdecimal()]).select_related("device")
    return {str(one.pk): one.device.label for one in found}


def _staff(keys: list[str]) -> dict[str, str]:
    return dict(Staff.objects.filter(pk__in=keys).values_list("pk", "name"))


def _cards(keys: list[str]) -> dict[str, str]:
    return {key: t("转介卡 #%s", "Card #%s") % _card(key) for key in keys}


def _corrections(keys: list[str]) -> dict[str, str]:
    return {key: t("信息更正 #%s", "Correction #%s") % key for key in keys}


_WAYS = {
    "ticket": _tickets,
    "device_fault": _faults,
    "staff": _staff,
    "referral": _cards,
    "correction": _corrections,
}


def subject_page(kind: str, key: str) -> str:
    """The address where a subject is dealt with, or "" where it has no page of its own."""
    if kind == "referral":
        return reverse("referrals:card", args=[int(_card(key))])
    if kind == "ticket" and key.isdecimal():
        return reverse("lobby:story", args=[int(key)])
    if kind == "correction":
        return reverse("desk:corrections")
    if kind == "device_fault":
        return reverse("lobby:devices")
    return reverse("referrals:mine") if kind == "staff" else ""


def _card(key: str) -> str:
    """The duties of a card are of (card, turn): 12.1 is card 12."""
    return key.split(".")[0]
