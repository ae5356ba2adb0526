"""Writing bookings. All keyword-only; `by` is a staff id; one transaction each, history, duties and audit inside."""

from tingtang.bookings.actions.booking import Made, Wish, book, move
from tingtang.bookings.actions.ending import arrive, cancel, confirm_by_phone, not_come
from tingtang.bookings.actions.feeds import close_feed, open_feed, read_feed
from tingtang.bookings.actions.handing import give_bookings
from tingtang.bookings.actions.places import add_resource, set_directions, set_resource_active, set_resource_hours
from tingtang.bookings.actions.reporting import report_month, sent_from

__all__ = [
    "Made",
    "Wish",
    "add_resource",
    "arrive",
    "book",
    "cancel",
    "close_feed",
    "confirm_by_phone",
    "give_bookings",
    "move",
    "not_come",
    "open_feed",
    "read_feed",
    "report_month",
    "sent_from",
    "set_directions",
    "set_resource_active",
    "set_resource_hours",
]
