"""Writing the ledger. All keyword-only; `by` is a staff id or system:<name>; one transaction each, audit inside."""

from tingtang.duties.actions.changing import change_due, change_owner
from tingtang.duties.actions.closing import Closed, cancel, close_with_evidence
from tingtang.duties.actions.counting import count_towards, would_fill
from tingtang.duties.actions.escalating import Escalated, escalate_due, mark_seen
from tingtang.duties.actions.excusing import approve_excuse, ask_excuse, refuse_excuse
from tingtang.duties.actions.following import follow_posts
from tingtang.duties.actions.lapsing import Lapsed, lapse_due, lapse_now
from tingtang.duties.actions.moving import hand_over_duties
from tingtang.duties.actions.opening import Opening, ensure_partitions, keep_manual, open_duties, open_duty
from tingtang.duties.actions.opening_many import open_for_each
from tingtang.duties.actions.reminding import remind_due

__all__ = [
    "Closed",
    "Escalated",
    "Lapsed",
    "Opening",
    "approve_excuse",
    "ask_excuse",
    "cancel",
    "change_due",
    "change_owner",
    "close_with_evidence",
    "count_towards",
    "ensure_partitions",
    "escalate_due",
    "follow_posts",
    "hand_over_duties",
    "keep_manual",
    "lapse_due",
    "lapse_now",
    "mark_seen",
    "open_duties",
    "open_duty",
    "open_for_each",
    "refuse_excuse",
    "remind_due",
    "would_fill",
]
