"""Where somebody answers for quota: at a level of the tree, and for a department at the level it belongs to."""

from __future__ import annotations

from tingtang.organisation.access import Viewer, subtree
from tingtang.organisation.models import Institution, InstitutionKind, InstitutionTree

LEVELS = (InstitutionKind.BRANCH, InstitutionKind.PROVINCE)


def levels_above(institution_id: str) -> list[str]:
    """The levels quota is asked of, nearest first: tier-2 branch, then province (A29.2)."""
    above = InstitutionTree.objects.filter(descendant=institution_id, depth__gte=1, ancestor__kind__in=LEVELS)
    return list(above.order_by("depth").values_list("ancestor_id", flat=True))


def answers_for(viewer: Viewer) -> set[str]:
    """The institutions at which the viewer answers for quota; a department's officer for the level it belongs to."""
    held = viewer.institutions_for("quota.answer")
    above = Institution.objects.filter(pk__in=held, kind=InstitutionKind.DEPARTMENT, parent__isnull=False)
    departments = dict(above.values_list("pk", "parent_id")) if held else {}
    return {departments.get(key) or key for key in held}


def may_answer(viewer: Viewer, institution_id: str) -> bool:
    """Whether the viewer answers for quota at this institution or above it."""
    tops = answers_for(viewer)
    return institution_id in tops or bool(tops and subtree(tops).filter(descendant=institution_id).exists())
