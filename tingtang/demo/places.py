"""Outlets in the order in which the demo fills them: the home outlet first, then those nearest to it in the tree."""

from __future__ import annotations

from tingtang.organisation.models import Institution
from tingtang.organisation.tree import lines_of


def nearest_first(home: str) -> list[Institution]:
    """All outlets: those that share most of the line above `home` first, then by id; by id alone without a home."""
    outlets = list(Institution.objects.filter(kind="outlet").order_by("pk"))
    lines = lines_of([one.pk for one in outlets])
    above = lines.get(home, frozenset())
    return sorted(outlets, key=lambda one: (-len(above & lines.get(one.pk, frozenset())), one.pk))
