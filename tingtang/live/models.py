"""The outbox: what happened that an open page may want to know, written in the transaction in which it happened."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


class CurrentTransaction(models.Func):
    """The number of the writing transaction on PostgreSQL; 0 on SQLite, where writers wait for each other anyway."""

    template = "0"
    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        """The 64-bit number, which never wraps."""
        return self.as_sql(compiler, connection, template="pg_current_xact_id()::text::bigint", **extra)


class OutboxEvent(models.Model):
    """One thing that happened. Ids and figures only, never a customer's data: a viewer reads the rest by its own right.

    An id is given before the commit, so a lower id may appear after a higher one; `tx` is what readers go by.
    """

    topic = models.CharField(
        max_length=100, help_text="who may want to know: kind:key, such as staff:S1; several with a space between"
    )
    name = models.CharField(max_length=64, help_text="what happened: room.verb, such as duty.closed")
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    tx = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["tx"], name="outbox_tx")]  # ids come in the order of `at`: none is kept for it

    def __str__(self) -> str:
        return f"{self.pk} {self.topic} {self.name}"

    @property
    def topics(self) -> list[str]:
        """Each topic by itself. A reader is told only the one it follows: another's key may be a right."""
        return self.topic.split(" ")
