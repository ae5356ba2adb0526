"""Tables of the room."""

from tingtang.advice.models.products import Kind, Product, RiskRating, RuleSet
from tingtang.advice.models.quotas import Quota, QuotaEntry, QuotaEvent, QuotaRequest, RequestState
from tingtang.advice.models.sales import Assessment, Confirmation, Sale, SaleEvent, State, Verdict

__all__ = [
    "Assessment",
    "Confirmation",
    "Kind",
    "Product",
    "Quota",
    "QuotaEntry",
    "QuotaEvent",
    "QuotaRequest",
    "RequestState",
    "RiskRating",
    "RuleSet",
    "Sale",
    "SaleEvent",
    "State",
    "Verdict",
]
