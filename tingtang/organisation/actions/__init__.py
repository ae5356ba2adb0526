"""Writing this room. All keyword-only; `by` is a staff id or system:<name>; one transaction each, audit inside."""

from tingtang.organisation.actions.people import LeaveRefused, cancel_leave, set_leave
from tingtang.organisation.actions.places import set_exception, set_hours
from tingtang.organisation.actions.posts import (
    PostRefused,
    ask_post,
    end_extra_post,
    give_extra_post,
    grant_post,
    refuse_post,
)
from tingtang.organisation.actions.users import (
    UserExists,
    change_password,
    create_user,
    set_active,
    set_password,
    unlock,
)
from tingtang.organisation.actions.zones import HAVE_ZONES, ZoneRefused, add_zone, edit_zone, remove_zone

__all__ = [
    "HAVE_ZONES",
    "LeaveRefused",
    "PostRefused",
    "UserExists",
    "ZoneRefused",
    "add_zone",
    "ask_post",
    "cancel_leave",
    "change_password",
    "create_user",
    "edit_zone",
    "end_extra_post",
    "give_extra_post",
    "grant_post",
    "refuse_post",
    "remove_zone",
    "set_active",
    "set_exception",
    "set_hours",
    "set_leave",
    "set_password",
    "unlock",
]
