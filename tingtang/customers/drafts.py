"""What a person typed and has not sent: kept on the server, so that it outlives a lost session, and gone once sent.

Not in the browser: counters and lobbies share their computers, and what is typed here is personal data of a customer.
Only the person who typed it gets it back, after signing in again; nobody else, and no export, reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from tingtang.customers.keeping import days_of
from tingtang.customers.models import Draft
from tingtang.manual.queries import rulebook

LONGEST = 4_000  # characters of one input
MOST = 60  # inputs of one form
SECRET = frozenset({"csrfmiddlewaretoken", "password", "form", "draft", "key"})


@transaction.atomic
def keep_draft(*, form: str, values: Mapping[str, Sequence[str]], by: str, at: datetime) -> bool:
    """Keep what stands in a form now (each input with all its values); an empty form keeps nothing. Whether something
    is kept.

    No audit row: nothing was done to anybody's record, and the person alone sees it.
    """
    said = {name: [one[:LONGEST] for one in some[:MOST]] for name, some in list(values.items())[:MOST]}
    kept = {name: some for name, some in said.items() if name not in SECRET and any(one.strip() for one in some)}
    if not kept:
        drop_draft(form=form, by=by)
        return False
    Draft.objects.update_or_create(person=by, form=form, defaults={"values": kept, "at": at})
    return True


def draft_of(*, form: str, by: str, on: date, at: datetime) -> dict[str, list[str]]:
    """What the person typed into this form and did not send, unless its time has passed. One query."""
    since = at - days_of("information.draft_days", on, rulebook())
    found = Draft.objects.filter(person=by, form=form, at__gte=since).first()
    return {str(name): [str(one) for one in some] for name, some in found.values.items()} if found else {}


def drop_draft(*, form: str, by: str) -> None:
    """It was sent, or thrown away."""
    Draft.objects.filter(person=by, form=form).delete()
