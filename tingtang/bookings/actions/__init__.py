"""Writing bookings. All keyword-only; `by` is a staff id; one transaction each, history, duties and audit inside."""

from tingtang.bookings.actions.booking import Made, Wish, book, move
from tingtang.bookings.actions.ending import arrive, cancel, confirm_by_phone, not_come
from tingtang.bookings.actions.places import add_resource, set_directions, set_resource_active
from tingtang.bookings.actions.reporting import report_month

__all__ = [
    "Made",
    "Wish",
    "add_resource",
    "arrive",
    "book",
    "cancel",
    "confirm_by_phone",
    "move",
    "not_come",
    "report_month",
    "set_directions",
    "set_resource_active",
]
