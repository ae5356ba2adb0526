"""What a list asks: read from an address or from what was saved, and written back to it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from tingtang.customers.fields import FIELDS
from tingtang.customers.models import Tier

# What the feed calls the types of products (docs/feed.md).
TYPES = ("deposit", "fixed_income", "fund", "insurance", "wealth", "gold", "fx", "loan")
SIGNALS = ("any", "asset_drop", "outflow", "silence", "payroll", "closed")
# What may be missing: fields of the information ledger, what advice keeps, and all that a contact needs.
LACKS = ("needed", *FIELDS, "risk_tolerance")
KINDS = ("P", "C")
# The longest a number may be: a filter that looks further than this is no filter.
LONGEST = {"matures": 366, "silent": 3650, "birthday": 31, "few": 20}
WIDEST = 32  # characters of an id in an address


@dataclass(frozen=True, slots=True)
class Criteria:
    """The conditions of a list; all that are set must hold.

    `matures`: a holding of `product` (or of any type) matures within so many days. `silent`: not reached for so many
    days, or never. `uncovered`: not reached within the interval of the customer's tier. `signal`: an attrition duty is
    open. `birthday`: within so many days. `missing`: a field nobody has filled in. `few`: fewer types of products.
    """

    tiers: tuple[str, ...] = ()
    kind: str = ""
    product: str = ""
    matures: int | None = None
    silent: int | None = None
    uncovered: bool = False
    signal: str = ""
    birthday: int | None = None
    missing: str = ""
    few: int | None = None
    staff: str = ""
    institution: str = ""

    def __bool__(self) -> bool:
        """Whether anything is asked at all."""
        return self != Criteria()

    def as_query(self) -> dict[str, str]:
        """As the parameters of an address; what is not asked is left out."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        texts = {name: _text(value) for name, value in said.items() if value not in ((), "", None, False)}
        return {"tier" if name == "tiers" else name: text for name, text in texts.items()}


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    return "1" if value is True else str(value)


def parse(given: Mapping[str, str]) -> Criteria:
    """The criteria that parameters say; what makes no sense is left out, never an error."""
    tiers = given.get("tier", "").split(",")
    return Criteria(
        tiers=tuple(one for one in Tier.values if one in tiers),
        kind=_one_of(given.get("kind", ""), KINDS),
        product=_one_of(given.get("product", ""), TYPES),
        signal=_one_of(given.get("signal", ""), SIGNALS),
        missing=_one_of(given.get("missing", ""), LACKS),
        uncovered=given.get("uncovered", "") == "1",
        matures=_number(given, "matures"),
        silent=_number(given, "silent"),
        birthday=_number(given, "birthday"),
        few=_number(given, "few"),
        staff=_id(given.get("staff", "")),
        institution=_id(given.get("institution", "")),
    )


def _one_of(text: str, known: tuple[str, ...]) -> str:
    return text if text in known else ""


def _id(text: str) -> str:
    return text if len(text) <= WIDEST and text.isprintable() else ""


def _number(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name, "")
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(LONGEST[name])):
        return None
    return min(int(text), LONGEST[name]) or None
