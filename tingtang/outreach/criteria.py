"""What a list asks: read from an address or from what was saved, and written back to it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from tingtang.customers.fields import FIELDS
from tingtang.customers.models import Tier
from tingtang.shared.text import Bilingual

# What the feed calls the types of products (docs/feed.md).
TYPES = ("deposit", "fixed_income", "fund", "insurance", "wealth", "gold", "fx", "loan")
SIGNALS = ("any", "asset_drop", "outflow", "silence", "payroll", "closed")
# What may be missing: fields of the information ledger, what advice keeps, and all that a contact needs.
LACKS = ("needed", *FIELDS, "risk_tolerance")
KINDS = ("P", "C")
# The most a number may be: a filter that looks further than this is no filter.
LONGEST = {"matures": 366, "silent": 3650, "birthday": 31, "few": 20}
WIDEST = 32  # characters of an id in an address
CHOICES = {"kind": KINDS, "product": TYPES, "signal": SIGNALS, "missing": LACKS}
IDS = ("staff", "institution")
NO_CHOICE = Bilingual("没有这个选项，请重新选择", "There is no such choice; choose again")


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
    """The criteria that parameters say, as an address or a saved list holds them; what makes no sense is left out.

    Who was given them by a person asks `nonsense` first: a condition dropped in silence makes another list.
    """
    tiers = given.get("tier", "").split(",")
    return Criteria(
        tiers=tuple(one for one in Tier.values if one in tiers),
        kind=_one_of(given, "kind"),
        product=_one_of(given, "product"),
        signal=_one_of(given, "signal"),
        missing=_one_of(given, "missing"),
        uncovered=given.get("uncovered", "") == "1",
        matures=_number(given, "matures"),
        silent=_number(given, "silent"),
        birthday=_number(given, "birthday"),
        few=_number(given, "few"),
        staff=_id(given, "staff"),
        institution=_id(given, "institution"),
    )


def nonsense(given: Mapping[str, str]) -> dict[str, Bilingual]:
    """What of the parameters cannot be read, by the name of the field; an empty one asks nothing and is no mistake."""
    said = {name: text for name, text in given.items() if text}
    wrong: dict[str, Bilingual] = {}
    if not set(said.get("tier", "").split(",")) <= {"", *Tier.values}:
        wrong["tier"] = NO_CHOICE
    if said.get("uncovered", "1") != "1":
        wrong["uncovered"] = NO_CHOICE
    wrong |= {name: NO_CHOICE for name in CHOICES if name in said and not _one_of(said, name)}
    wrong |= {name: NO_CHOICE for name in IDS if name in said and not _id(said, name)}
    for name, most in LONGEST.items():
        if name in said and _number(said, name) is None:
            wrong[name] = Bilingual(f"请填写 1 至 {most} 的整数", f"Give a whole number from 1 to {most}")
    return wrong


def _one_of(given: Mapping[str, str], name: str) -> str:
    text = given.get(name, "")
    return text if text in CHOICES[name] else ""


def _id(given: Mapping[str, str], name: str) -> str:
    text = given.get(name, "")
    return text if len(text) <= WIDEST and text.isprintable() else ""


def _number(given: Mapping[str, str], name: str) -> int | None:
    """From 1 to the most it may be, in plain digits; None for everything else."""
    text, most = given.get(name, ""), LONGEST[name]
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(most)):
        return None
    return int(text) if 1 <= int(text) <= most else None
