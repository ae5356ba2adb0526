"""Writes of the checklists and registers."""

from tingtang.routines.actions.accessibility import record_accessibility
from tingtang.routines.actions.daily import open_day
from tingtang.routines.actions.due import check_heads, check_registers
from tingtang.routines.actions.filling import answer, begin, hand_in, mend
from tingtang.routines.actions.keepers import name_keeper
from tingtang.routines.actions.licences import hang_licence
from tingtang.routines.actions.materials import display, withdraw
from tingtang.routines.actions.stationing import let_go, renew_agreement

__all__ = [
    "answer",
    "begin",
    "check_heads",
    "check_registers",
    "display",
    "hand_in",
    "hang_licence",
    "let_go",
    "mend",
    "name_keeper",
    "open_day",
    "record_accessibility",
    "renew_agreement",
    "withdraw",
]
