"""Counters, tickets with their append-only log, ratings, care, what was answered to whom; and the lobby's registers."""

from tingtang.lobby.models.broadcasts import Announcement, Outage, OutageNote
from tingtang.lobby.models.counterfeit import CounterfeitNote, CounterfeitReceipt, ReceiptBook
from tingtang.lobby.models.counters import Counter, CounterStep
<<<<<<< HEAD
from tingtang.lobby.models.devices import Device, DeviceFault, PatrolRound
from tingtang.lobby.models.guards import CashVan, Crowding, GuardPatrol, Incident, ThirdParty
from tingtang.lobby.models.reception import Arrival, AwayService, Recognition, RecognitionMeter
from tingtang.lobby.models.records import Care, IdempotencyKey, Rating
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
    "GuardPatrol",
    "IdempotencyKey",
    "Incident",
    "Outage",
    "OutageNote",
    "PatrolRound",
    "Rating",
    "ReceiptBook",
    "Recognition",
    "RecognitionMeter",
    "Sequence",
    "Step",
    "ThirdParty",
    "Ticket",
]
=======
from tingtang.lobby.models.preparing import Preparation
from tingtang.lobby.models.records import Care, IdempotencyKey, Rating
from tingtang.lobby.models.tickets import Sequence, Step, Ticket

__all__ = ["Care", "Counter", "CounterStep", "IdempotencyKey", "Preparation", "Rating", "Sequence", "Step", "Ticket"]
>>>>>>> ff53b48 (Staff's pages of the lobby: the teller's console, the board by zones, a ticket's story and why it was called)
