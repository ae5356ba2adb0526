"""Writing contacts and what comes of them. All keyword-only; one transaction each, audit inside."""

from tingtang.contacts.actions.recording import Recorded, record_contact
from tingtang.contacts.actions.reporting import report_contact
from tingtang.contacts.actions.retaining import Retained, record_result
from tingtang.contacts.actions.telling import open_event, write_event
from tingtang.contacts.errors import ContactRefused

__all__ = [
    "ContactRefused",
    "Recorded",
    "Retained",
    "open_event",
    "record_contact",
    "record_result",
    "report_contact",
    "write_event",
]
