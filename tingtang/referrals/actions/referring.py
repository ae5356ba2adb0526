"""Making a card, in one sentence, from any screen."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from tingtang.audit import actions as audit
from tingtang.organisation.models import Staff
from tingtang.referrals.actions.history import What, move, owe_acceptance, owe_contact, tell, words
from tingtang.referrals.errors import BadInput, Unroutable
from tingtang.referrals.models import ENDED, Need, Referral, ReferralEvent, State
from tingtang.referrals.routing import Prospect, prospect_of, receiver, route_of
from tingtang.shared.identifiers import Fault
from tingtang.shared.phones import own_phone
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

logger = logging.getLogger(__name__)
UNROUTABLE = "referral.unroutable"
SENTENCE, NAME, KEY, SOURCE_KIND, SOURCE_ID, CUSTOMER = 200, 60, 64, 16, 64, 32  # characters kept

NO_NEED = Bilingual("请选择客户需求", "choose what the prospect is interested in")
NO_NUMBER = Bilingual("客户联系卡须留下电话（A19.2e）", "a contact card needs a number (A19.2e)")
NOBODY = Bilingual(
    "请留下电话，或从客户、号票页面填写", "leave a number, or make the card from the customer or the ticket"
)
NOT_STAFF = Bilingual("只有本行员工可以转介", "only people of the bank refer")
KEY_TAKEN = Bilingual("此表单已用于另一张卡片", "this form was used for another card")
TOO_LONG = Bilingual("内容过长", "this is too long")


@dataclass(frozen=True, slots=True)
class Referred:
    """A card as it stands: `again` when the prospect had an open one, to which this was added; `known` when the bank
    maintains the prospect, so that the card went to their manager."""

    referral: Referral
    again: bool
    known: bool


@dataclass(frozen=True, slots=True)
class _Wish:
    """What was typed, checked."""

    institution_id: str
    sentence: str
    name: str
    need: Need
    willing: bool
    prospect: Prospect
    source: tuple[str, str]
    to_staff: str | None
    key: str | None


def refer(
    *,
    by: str,
    at: datetime,
    institution_id: str,
    sentence: str,
    prospect_name: str = "",
    phone: str = "",
    need: str,
    willing: bool,
    customer_id: str = "",
    source: tuple[str, str] | None = None,
    to_staff: str | None = None,
    key: str = "",
) -> Referred:
    """Make a referral card (`willing`) or a contact card (A19.2e), route it, and open the duty to take it up.

    `need` is a code of `Need`; `source` where it was made, such as ("ticket", "7"). A prospect who has an open card on
    the same side of the bank gets no second one: what is said is added to it. A card for oneself is taken up at once.
    `key` makes it idempotent for the same person. Raises BadInput naming the field; Unroutable.
    """
    wish = _checked(
        institution_id=institution_id, sentence=sentence, name=prospect_name, phone=phone, need=need, willing=willing,
        customer_id=customer_id, source=source or ("", ""), to_staff=to_staff, key=key,
    )  # fmt: skip
    sender = Staff.objects.filter(pk=by).first()
    if sender is None:
        raise BadInput("by", NOT_STAFF)
    try:
        return _once(wish, sender, at)
    except IntegrityError:
        # Somebody was quicker: with the same request, or with a card for the same prospect. It stands now.
        return _once(wish, sender, at)
    except Unroutable:
        say_unroutable(institution_id=wish.institution_id, need=wish.need, by=by, at=at)
        raise


def _checked(
    *, institution_id: str, sentence: str, name: str, phone: str, need: str, willing: bool, customer_id: str,
    source: tuple[str, str], to_staff: str | None, key: str,
) -> _Wish:  # fmt: skip
    sentence = words("sentence", sentence, longest=SENTENCE)
    if need not in Need.values:
        raise BadInput("need", NO_NEED)
    _short("prospect_name", name.strip(), NAME)
    _short("customer_id", customer_id, CUSTOMER)
    _short("source", source[0], SOURCE_KIND)
    _short("source", source[1], SOURCE_ID)
    _short("key", key, KEY)
    number = read_number(phone)
    if not willing and not number:
        raise BadInput("phone", NO_NUMBER)
    if not (number or customer_id or source[0]):
        raise BadInput("phone", NOBODY)
    return _Wish(
        institution_id, sentence, name.strip(), Need(need), willing, prospect_of(number, customer_id.strip()),
        source, to_staff or None, key or None,
    )  # fmt: skip


def _short(field: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise BadInput(field, TOO_LONG)


def read_number(typed: str) -> str:
    """What one dials within the country; empty stays empty. Raises BadInput with what is wrong."""
    if not typed.strip():
        return ""
    found = own_phone(typed)
    if isinstance(found, Fault):
        raise BadInput("phone", found.text)
    return found.number


@transaction.atomic
def _once(wish: _Wish, sender: Staff, at: datetime) -> Referred:
    known = wish.prospect.customer is not None
    if wish.key and (kept := ReferralEvent.objects.filter(key=wish.key).select_related("referral").first()):
        if kept.by != sender.pk:
            raise BadInput("key", KEY_TAKEN)
        return Referred(kept.referral, kept.what == What.AGAIN, known)
    standing = _standing(wish)
    if standing is not None:
        return Referred(_add(standing, wish, sender, at), again=True, known=known)
    return Referred(_make(wish, sender, at), again=False, known=known)


def _standing(wish: _Wish) -> Referral | None:
    """The open card of the same prospect on the same side, locked."""
    if not wish.prospect.key:
        return None
    same = Referral.objects.filter(prospect_key=wish.prospect.key, route=route_of(wish.need))
    return same.exclude(state__in=ENDED).select_for_update().first()


def _add(referral: Referral, wish: _Wish, sender: Staff, at: datetime) -> Referral:
    """Another word about a prospect who has a card; who was unwilling may be willing now."""
    willing = referral.willing or wish.willing
    move(referral, What.AGAIN, by=sender.pk, at=at, text=wish.sentence, key=wish.key, change={"willing": willing})
    tell(referral, What.AGAIN, at=at, also=sender.pk)
    return referral


def _make(wish: _Wish, sender: Staff, at: datetime) -> Referral:
    on, route = business_date(at), route_of(wish.need)
    owner = receiver(
        prospect=wish.prospect, route=route, institution_id=wish.institution_id, on=on, to_staff=wish.to_staff
    )
    referral = Referral.objects.create(
        institution_id=wish.institution_id, referred_by=sender, made_at=at, made_on=on, willing=wish.willing,
        sentence=wish.sentence, need=wish.need, route=route, prospect_name=wish.name, phone=wish.prospect.phone,
        customer_id=wish.prospect.customer_id, source_kind=wish.source[0], source_id=wish.source[1],
        prospect_key=wish.prospect.key, to_staff=owner,
    )  # fmt: skip
    move(referral, What.MADE, by=sender.pk, at=at, text=wish.sentence, key=wish.key)
    if owner.pk == sender.pk:
        taken = {"state": State.ACCEPTED, "accepted_at": at}
        move(referral, What.ACCEPTED, by=sender.pk, at=at, change=taken)
        owe_contact(referral, owner, by=sender.pk, at=at)
    else:
        owe_acceptance(referral, owner, sender, by=sender.pk, at=at)
    tell(referral, What.MADE, at=at)
    return referral


@transaction.atomic
def say_unroutable(*, institution_id: str, need: Need, by: str, at: datetime) -> None:
    """That nobody takes a card, never silence: the log of the installation, the trail and the administrator have it."""
    logger.error("referral.unroutable", extra={"institution": institution_id, "need": need.value})
    audit.record(
        by=by, at=at, action=UNROUTABLE, subject=("referral_route", route_of(need).value),
        institution=institution_id, detail={"need": need.value},
    )  # fmt: skip
