"""Writing cards. All keyword-only; `by` is a staff id; one transaction each, history, duties and audit inside."""

from tingtang.referrals.actions.answering import accept, contacted_customer, hand_back, record_outcome
from tingtang.referrals.actions.placing import give_cards, reassign
from tingtang.referrals.actions.referring import Referred, refer
from tingtang.referrals.actions.tidying import Untidy, open_tidy_duties, tidy

__all__ = [
    "Referred",
    "Untidy",
    "accept",
    "contacted_customer",
    "give_cards",
    "hand_back",
    "open_tidy_duties",
    "reassign",
    "record_outcome",
    "refer",
    "tidy",
]
