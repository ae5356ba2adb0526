"""Identity numbers, credit codes and phones: read into their parts, or a named fault in both languages.

Pure: what can be told from the number alone. Whether a number was ever issued, nobody can tell from its digits.

- resident identity card, 18 digits (GB 11643): district, birth date, order (odd: male), check digit; until 1999, 15
- residence permit of Hong Kong (81), Macao (82) and Taiwan (83) residents: the same form
- permanent residence card of foreigners: the same form beginning with 9 (since 2023), or three letters and 12 digits
- travel permit of Hong Kong and Macao residents (H or M and eight digits; ten with the issue number on old cards), of
  Taiwan residents (eight digits; ten and a letter on old ones)
- unified social credit code, 18 characters (GB 32100)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal

from tingtang.shared.text import Bilingual

IdentityKind = Literal[
    "resident", "resident_15", "residence_permit", "foreign_permanent", "travel_permit_hk_macao", "travel_permit_taiwan"
]
Sex = Literal["M", "F"]

_BY_REGION = {"1": "12345", "2": "123", "3": "1234567", "4": "123456", "5": "01234", "6": "12345", "7": "1"}
PROVINCES = frozenset(region + place for region, places in _BY_REGION.items() for place in places)
PERMIT_DISTRICTS = frozenset({"810000", "820000", "830000"})
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
CREDIT_REGISTRARS = "123456789ANY"
EARLIEST_BIRTH = date(1850, 1, 1)


class Fault(Enum):
    """What is wrong with a number. `fault.text.pick(lang)` says it."""

    EMPTY = Bilingual("未填写", "nothing is given")
    LENGTH = Bilingual("位数不对", "the number of characters is wrong")
    CHARACTERS = Bilingual("含有不允许的字符", "there is a character that does not belong")
    DISTRICT = Bilingual("行政区划代码不存在", "there is no such district")
    BIRTH_DATE = Bilingual("出生日期不存在", "the date of birth does not exist")
    BIRTH_IN_FUTURE = Bilingual("出生日期晚于今天", "the date of birth lies ahead")
    CHECK_DIGIT = Bilingual("校验码不符，请核对是否抄错", "the check digit does not fit; a digit may be mistyped")
    REGISTRAR = Bilingual("登记管理部门代码不存在", "there is no such registering authority")
    PHONE = Bilingual("不是有效的电话号码", "this is no phone number")
    AREA_CODE = Bilingual("区号不存在", "there is no such area code")
    SERVICE = Bilingual(
        "这是服务号码，不是客户本人的电话", "this is a service number, not a number of the customer's own"
    )

    @property
    def text(self) -> Bilingual:
        """What is wrong, in both languages."""
        return self.value


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity number in its parts; what the number does not tell is None."""

    kind: IdentityKind
    number: str
    district: str | None = None
    birth: date | None = None
    sex: Sex | None = None


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A unified social credit code in its parts."""

    number: str
    registrar: str
    district: str
    organisation: str


def normal(number: str) -> str:
    """The number without spaces and hyphens, full-width characters made plain, letters capital."""
    return re.sub(r"[\s\-‐-―()]", "", unicodedata.normalize("NFKC", number)).upper()


def identity(number: str, on: date | None = None) -> Identity | Fault:
    """Read any identity number, its kind told by its form. `on`: births after that day are a fault."""
    text = normal(number)
    if not text:
        return Fault.EMPTY
    for form, read in _FORMS:
        if form.fullmatch(text):
            found = read(text)
            ahead = on is not None and isinstance(found, Identity) and found.birth is not None and found.birth > on
            return Fault.BIRTH_IN_FUTURE if ahead else found
    return Fault.CHARACTERS if len(text) in (8, 9, 11, 15, 18) else Fault.LENGTH


def id_check_digit(first_17: str) -> str:
    """The 18th character of an identity number: 0 to 9 or X (ISO 7064, MOD 11-2)."""
    return ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, ID_WEIGHTS, strict=True)) % 11]


def to_18(number_15: str) -> str:
    """The 18-digit form of a 15-digit number, as it was given out from 1999: century 19 and a check digit."""
    first_17 = f"{number_15[:6]}19{number_15[6:]}"
    return first_17 + id_check_digit(first_17)


def same_person(one: Identity, other: Identity) -> bool:
    """Whether two numbers are the same one, a 15-digit number being the same as its 18-digit form."""
    long = [to_18(found.number) if found.kind == "resident_15" else found.number for found in (one, other)]
    return long[0] == long[1]


def _eighteen(text: str) -> Identity | Fault:
    district, order = text[:6], text[14:17]
    kind = _kind_of_eighteen(district)
    if kind is None:
        return Fault.DISTRICT
    birth = _birth(text[6:14])
    if birth is None:
        return Fault.BIRTH_DATE
    if text[17] != id_check_digit(text[:17]):
        return Fault.CHECK_DIGIT
    return Identity(kind, text, district, birth, _sex(order))


def _kind_of_eighteen(district: str) -> IdentityKind | None:
    if district in PERMIT_DISTRICTS:
        return "residence_permit"
    if district[0] == "9" and district[1:3] in PROVINCES:
        return "foreign_permanent"
    return "resident" if district[:2] in PROVINCES else None


def _fifteen(text: str) -> Identity | Fault:
    if text[:2] not in PROVINCES:
        return Fault.DISTRICT
    birth = _birth(f"19{text[6:12]}")
    if birth is None:
        return Fault.BIRTH_DATE
    return Identity("resident_15", text, text[:6], birth, _sex(text[12:]))


def _foreign_15(text: str) -> Identity | Fault:
    """Three letters of the country, four digits of the place, then YYMMDD; the century is not told."""
    month_day = _birth(f"2000{text[9:13]}")
    return Identity("foreign_permanent", text) if month_day else Fault.BIRTH_DATE


def _birth(digits: str) -> date | None:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return birth if birth >= EARLIEST_BIRTH else None


def _sex(order: str) -> Sex:
    return "M" if int(order) % 2 else "F"


_FORMS: tuple[tuple[re.Pattern[str], Callable[[str], Identity | Fault]], ...] = (
    (re.compile(r"[0-9]{17}[0-9X]"), _eighteen),
    (re.compile(r"[0-9]{15}"), _fifteen),
    (re.compile(r"[A-Z]{3}[0-9]{12}"), _foreign_15),
    (re.compile(r"[HM](?:[0-9]{8}|[0-9]{10})"), lambda text: Identity("travel_permit_hk_macao", text)),
    (re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]?"), lambda text: Identity("travel_permit_taiwan", text)),
)


def credit_code(number: str) -> CreditCode | Fault:
    """Read a unified social credit code."""
    text = normal(number)
    if not text:
        return Fault.EMPTY
    if len(text) != 18:
        return Fault.LENGTH
    if any(character not in CREDIT_ALPHABET for character in text) or not text[2:8].isdigit():
        return Fault.CHARACTERS
    if text[0] not in CREDIT_REGISTRARS:
        return Fault.REGISTRAR
    if text[17] != credit_check_digit(text[:17]):
        return Fault.CHECK_DIGIT
    return CreditCode(text, text[0], text[2:8], text[8:17])


def credit_check_digit(first_17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100: modulo 31)."""
    pairs = zip(first_17, CREDIT_WEIGHTS, strict=True)
    return CREDIT_ALPHABET[-sum(CREDIT_ALPHABET.index(character) * weight for character, weight in pairs) % 31]
