"""Counters, tickets with their append-only log, ratings, care, what was answered to whom; and the lobby's registers."""

from tingtang.lobby.models.broadcasts import Announcement, Outage, OutageNote
from tingtang.lobby.models.counterfeit import CounterfeitNote, CounterfeitReceipt, ReceiptBook
from tingtang.lobby.models.counters import Counter, CounterStep
from tingtang.lobby.models.devices import Device, DeviceFault, PatrolRound
from tingtang.lobby.models.guards import CashVan, Crowding, GuardPatrol, Incident, ThirdParty
from tingtang.lobby.models.preparing import Preparation
from tingtang.lobby.models.reception import Arrival, AwayService, Recognition, RecognitionMeter
from tingtang.lobby.models.records import Care, Farewell, IdempotencyKey, Rating, ToldTime
from tingtang.lobby.models.tickets import Sequence, Step, Ticket

__all__ = [
    "Announcement",
    "Arrival",
    "AwayService",
    "Care",
    "CashVan",
    "Counter",
    "CounterStep",
    "CounterfeitNote",
    "CounterfeitReceipt",
    "Crowding",
    "Device",
    "DeviceFault",
    "Farewell",
    "GuardPatrol",
    "IdempotencyKey",
    "Incident",
    "Outage",
    "OutageNote",
    "PatrolRound",
    "Preparation",
    "Rating",
    "ReceiptBook",
    "Recognition",
    "RecognitionMeter",
    "Sequence",
    "Step",
    "ThirdParty",
    "Ticket",
    "ToldTime",
]
