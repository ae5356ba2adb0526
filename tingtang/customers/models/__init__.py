"""Maintained customers: the night's copies, and what the product itself keeps of them."""

from tingtang.customers.models.copies import (
    AssetPoint,
    Customer,
    FamilyMember,
    Holding,
    NameKey,
    Product,
    Tier,
    TierChange,
)
from tingtang.customers.models.figures import QualityFigure, QualitySum
from tingtang.customers.models.forms import Draft, ImportBatch, RequestKey
from tingtang.customers.models.information import Correction, InformationEntry, Source
from tingtang.customers.models.merges import Merge, Pair

__all__ = [
    "AssetPoint",
    "Correction",
    "Customer",
    "Draft",
    "FamilyMember",
    "Holding",
    "ImportBatch",
    "InformationEntry",
    "Merge",
    "NameKey",
    "Pair",
    "Product",
    "QualityFigure",
    "QualitySum",
    "RequestKey",
    "Source",
    "Tier",
    "TierChange",
]
