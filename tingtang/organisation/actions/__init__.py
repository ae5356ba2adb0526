"""Writing this room. All keyword-only; `by` is a staff id or system:<name>; one transaction each, audit inside."""

from tingtang.organisation.actions.people import (
    LeaveRefused,
    cancel_leave,
    end_extra_post,
    give_extra_post,
    set_leave,
)
from tingtang.organisation.actions.places import set_exception, set_hours, set_zone
from tingtang.organisation.actions.users import (
    UserExists,
    change_password,
    create_user,
    set_active,
    set_password,
    unlock,
)

__all__ = [
    "LeaveRefused",
    "UserExists",
    "cancel_leave",
    "change_password",
    "create_user",
    "end_extra_post",
    "give_extra_post",
    "set_active",
    "set_exception",
    "set_hours",
    "set_leave",
    "set_password",
    "set_zone",
    "unlock",
]
