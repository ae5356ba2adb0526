"""The room's tables."""

from tingtang.corporate.models.leads import ENDED, Lead, LeadEvent, Level, Person, Segment, Size, Stage
from tingtang.corporate.models.work import AccountOpening, ClientNeed, Member, Proposal, Visit

__all__ = [
    "ENDED",
    "AccountOpening",
    "ClientNeed",
    "Lead",
    "LeadEvent",
    "Level",
    "Member",
    "Person",
    "Proposal",
    "Segment",
    "Size",
    "Stage",
    "Visit",
]
