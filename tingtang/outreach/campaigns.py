"""Reading campaigns: those of one's places, one with its figures, who may change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet

from tingtang.organisation.access import Viewer, may_at, subtree
from tingtang.outreach.models import Campaign, Guest

PAGE = 25
CONTACTED = ("invited", "declined", "came", "absent")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a campaign came to: customers on its list, spoken to, who came, with an interest, and sold to.

    Whoever bought had an interest: `prospects` holds them too.
    """

    listed: int = 0
    contacted: int = 0
    came: int = 0
    prospects: int = 0
    sold: int = 0


def campaigns_of(viewer: Viewer) -> QuerySet[Campaign]:
    """Campaigns of one's own institutions, and of those one heads; the latest first."""
    places = {post.institution_id for post in viewer.posts}
    below = subtree(viewer.institutions_for("task.team"))
    seen = Q(institution__in=places) | Q(institution__in=below) | Q(owner=viewer.staff_id)
    return Campaign.objects.filter(seen).select_related("owner", "institution").order_by("-on", "-pk")


def campaign_for(viewer: Viewer, campaign_id: int) -> Campaign:
    """One campaign. Raises PermissionDenied for whoever may not see it, and for one that is not there."""
    found = campaigns_of(viewer).filter(pk=campaign_id).first()
    if found is None or not viewer.reaches_customers:
        raise PermissionDenied("campaign.see")
    return found


def may_change(viewer: Viewer, campaign: Campaign) -> bool:
    """Its owner, whoever stands in for them, or a head of its institution; while it is open."""
    mine = campaign.owner_id in {viewer.staff_id, *viewer.stands_in_for}
    return campaign.is_open and (mine or may_at(viewer, "task.team", campaign.institution_id))


def outcomes(campaign_ids: Iterable[int]) -> dict[int, Outcome]:
    """What each came to. One query."""
    rows = Guest.objects.filter(campaign__in=list(campaign_ids)).order_by().values("campaign_id")
    counted = rows.annotate(
        listed=Count("pk"),
        contacted=Count("pk", filter=Q(state__in=CONTACTED)),
        came=Count("pk", filter=Q(state="came")),
        prospects=Count("pk", filter=Q(result__in=["prospect", "sold"])),
        sold=Count("pk", filter=Q(result="sold")),
    )
    return {
        row["campaign_id"]: Outcome(*(row[name] for name in ("listed", "contacted", "came", "prospects", "sold")))
        for row in counted
    }


def guests_of(campaign: Campaign) -> QuerySet[Guest]:
    """The customers on its list, most assets first."""
    return (
        Guest.objects.filter(campaign=campaign)
        .select_related("customer", "customer__manager")
        .order_by("-customer__assets", "pk")
    )
