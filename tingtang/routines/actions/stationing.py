"""Stationing agreements that run out: renewed, or ended with the last day at the outlet (A26.2).

The register itself is the lobby's; here its end is seen to.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from tingtang.duties.actions import close_with_evidence
from tingtang.duties.verdicts import Evidence
from tingtang.lobby.actions.guarding import end_agreement, register_third_party
from tingtang.lobby.errors import BadInput as LobbyBadInput
from tingtang.lobby.models import ThirdParty
from tingtang.routines.errors import AlreadyDone, BadInput, NoSuchRecord
from tingtang.routines.keeping import noted, text
from tingtang.routines.models import Ending
from tingtang.routines.queries import unsettled
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

LONGER = Bilingual("续签的终止日须晚于原协议", "a renewal ends after the agreement it follows")
PAST = Bilingual("离场日不能早于今天", "the last day cannot lie behind")


@transaction.atomic
def renew_agreement(*, third_party_id: int, agreed_to: date, by: str, at: datetime) -> ThirdParty:
    """The agreement goes on, from the day after its last to `agreed_to`: an entry of its own. It meets the duty.

    Raises NoSuchRecord, AlreadyDone, BadInput.
    """
    before = _take(third_party_id)
    if agreed_to <= before.agreed_to:
        raise BadInput("agreed_to", LONGER)
    try:
        made = register_third_party(
            institution_id=before.institution_id, name=before.name, company=before.company, trade=before.trade,
            badge=before.badge, zone_id=before.zone_id, agreed_from=before.agreed_to + timedelta(days=1),
            agreed_to=agreed_to, staff_id=before.staff_id, by=by, at=at,
        )  # fmt: skip
    except LobbyBadInput as refused:
        raise BadInput("agreed_to", refused.text) from refused
    _settle(before, "third_party", made.pk, by=by, at=at)
    return made


@transaction.atomic
def let_go(*, third_party_id: int, on: date, reason: str, by: str, at: datetime) -> Ending:
    """The person leaves: `on` is the last day here, today or later, never after the agreement's. It meets the duty.

    Raises NoSuchRecord, AlreadyDone, BadInput.
    """
    reason, before = text("reason", reason, 200), _take(third_party_id)
    last = min(on, before.agreed_to)
    if last < business_date(at) and last != before.agreed_to:
        raise BadInput("on", PAST)
    end_agreement(third_party_id=before.pk, on=last, by=by, at=at)
    made = Ending.objects.create(third_party=before, on=last, reason=reason, at=at, by=by)
    noted("third_party.let_go", made, institution=before.institution_id, by=by, at=at, third_party=before.pk)
    _settle(before, "ending", made.pk, by=by, at=at)
    return made


def _take(third_party_id: int) -> ThirdParty:
    """The agreement, locked, while nothing came after it."""
    row = ThirdParty.objects.select_for_update().filter(pk=third_party_id).first()
    if row is None:
        raise NoSuchRecord
    if not unsettled().filter(pk=row.pk).exists():
        raise AlreadyDone
    return row


def _settle(row: ThirdParty, kind: str, key: int, *, by: str, at: datetime) -> None:
    evidence = Evidence("third_party.settled", kind, str(key), "stationed", str(row.pk), at)
    close_with_evidence(evidence=evidence, by=by, at=at)
