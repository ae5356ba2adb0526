"""A constraint that says "there already", told from every other mistake of a write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

_SQLITE = re.compile(r"^UNIQUE constraint failed: (?!index )(.+)$")
_POSTGRES = re.compile(r"\((.+?)\)=\(")


def repeated(error: IntegrityError) -> frozenset[str]:
    """The columns whose values stand in another row; empty where the error says anything else."""
    cause = error.__cause__
    if isinstance(cause, UniqueViolation):
        found = _POSTGRES.search(cause.diag.message_detail or "")
        return frozenset(one.strip(' "') for one in found[1].split(",")) if found else frozenset()
    found = _SQLITE.match(str(error))
    return frozenset(one.split(".")[-1].strip() for one in found[1].split(",")) if found else frozenset()


@contextmanager
def once(refusal: Exception, *columns: str) -> Iterator[None]:
    """A savepoint whose rows are written at most once: raises `refusal` where another row has the same `columns`
    (of one unique constraint, as the database calls them). Any other IntegrityError is a mistake and stays one."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if repeated(error) != frozenset(columns):
            raise
        raise refusal from error
