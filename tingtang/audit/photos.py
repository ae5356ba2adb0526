"""A photo as rooms keep it: the file itself with its type and its hash. One shape for all; each room has its own table,
for who may look at a photo follows from what it is of."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Self

from django.db import models
from django.db.models import Q

from tingtang.shared.photos import ENDINGS, picture
from tingtang.shared.refusals import WrongField


class KeptPhoto(models.Model):
    """A JPEG or PNG with its hash. Append-only: the room makes its table so (`audit.triggers`)."""

    media = models.CharField(max_length=40)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.sha256[:12]

    @classmethod
    def keep(cls, content: bytes, wrong: type[WrongField], **of: Any) -> Self:
        """Keep these bytes, inside the caller's transaction. Raises `wrong` naming `photo`: too large, or no photo."""
        kept: Self = cls._default_manager.create(**asdict(picture(content, wrong)), **of)
        return kept


def sound(name: str) -> list[models.BaseConstraint]:
    """What the database holds of such a table; `name` begins the names of its constraints."""
    return [
        models.CheckConstraint(condition=Q(size__gte=1), name=f"{name}_not_empty"),
        models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name=f"{name}_has_its_hash"),
        models.CheckConstraint(condition=Q(media__in=list(ENDINGS)), name=f"{name}_readable"),
    ]
