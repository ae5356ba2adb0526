"""Phone numbers of the mainland: mobile, landline with area code, service numbers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from tingtang.shared.identifiers import Fault

PhoneKind = Literal["mobile", "landline", "service"]

_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$|0?[1-9]\d{8,10}(?:$|x))", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
# Three-digit area codes are 010 and 020 to 029; all others have four digits (0310 to 0999).
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))([2-9]\d{6,7})(?:x(\d{1,6}))?", re.ASCII)
_LOCAL = re.compile(r"([2-8]\d{6,7})(?:x(\d{1,6}))?", re.ASCII)
_SERVICE = re.compile(r"(?:400|800)\d{7}|9[56]\d{3,6}|1[012]\d{1,3}", re.ASCII)
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|#|,)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number in its parts. `number` is what one dials within the country, digits only."""

    kind: PhoneKind
    number: str
    area: str = ""
    extension: str = ""

    @property
    def international(self) -> str:
        """With the country's prefix, as a gateway wants it; a service number stays as it is."""
        return self.number if self.kind == "service" else f"+86{self.number.removeprefix('0')}"


def phone(number: str, area: str = "") -> Phone | Fault:
    """Read a phone number. `area`: the area code to assume when a landline is given without one."""
    text = _plain(number)
    if not text:
        return Fault.EMPTY
    text = _COUNTRY.sub(_with_zero, text)
    if _MOBILE.fullmatch(text):
        return Phone("mobile", text)
    if found := _LANDLINE.fullmatch(text):
        return _landline(found[1], found[2], found[3])
    if _SERVICE.fullmatch(text):
        return Phone("service", text)
    if found := _LOCAL.fullmatch(text):
        return _landline(area, found[1], found[2]) if area else Fault.AREA_CODE
    return Fault.CHARACTERS if re.search(r"[^0-9x+]", text) else Fault.PHONE


def own_phone(number: str) -> Phone | Fault:
    """Read the number of a person; a service number (110, 95566, 400...) is nobody's own."""
    read = phone(number)
    return Fault.SERVICE if isinstance(read, Phone) and read.kind == "service" else read


def spellings(number: str) -> tuple[str, ...]:
    """The ways other systems write a number that `phone` read: bare, with the country's prefix, a landline hyphenated.

    For looking it up in a column that is kept as it came.
    """
    read = phone(number)
    if isinstance(read, Fault):
        return (number,)
    bare = read.number.removeprefix("0")
    written = [read.number, f"+86{bare}", f"86{bare}", f"+86 {bare}", f"0086{bare}"]
    if read.kind == "mobile":
        written += [f"{bare[:3]}-{bare[3:7]}-{bare[7:]}", f"{bare[:3]} {bare[3:7]} {bare[7:]}"]
    elif read.area:
        local = read.number.removeprefix(read.area)
        written += [f"{read.area}-{local}", f"{read.area} {local}", f"({read.area}){local}", f"+86-{bare}"]
    return tuple(written)


def _plain(number: str) -> str:
    """Digits, a leading plus and `x` before an extension; full-width characters made plain."""
    text = _EXTENSION.sub("x", unicodedata.normalize("NFKC", number))
    return re.sub(r"[\s\-‐-―()./]", "", text).lower()


def _with_zero(found: re.Match[str]) -> str:
    """Drop the country's prefix; a landline gets back the zero that it loses abroad."""
    rest = found.string[found.end() :]
    return "" if rest.startswith("0") or _MOBILE.fullmatch(rest) else "0"


def _landline(area: str, local: str, extension: str | None) -> Phone:
    return Phone("landline", area + local, area, extension or "")
