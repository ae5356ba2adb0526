"""What a value of a field must look like, by its form and against the others."""

from __future__ import annotations

from datetime import date

import pytest

from tingtang.customers.fields import FIELDS, birth_of, fault, fields_of
from tingtang.shared.identifiers import credit_check_digit

TODAY = date(2026, 11, 23)
ID_NO = "11010519491231002X"
CREDIT = "91110000600037341" + credit_check_digit("91110000600037341")


def _wrong(field: str, value: str, kind: str = "P", **others: str) -> bool:
    return fault(FIELDS[field], value, {**others, field: value}, kind=kind, on=TODAY) is not None


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("id_no", ID_NO, "P"), ("id_no", "110105491231002", "P"), ("id_no", "H12345678", "P"),
        ("id_no", "12345678", "P"),
        ("id_no", CREDIT, "C"), ("phone", "13812345678", "P"), ("phone", "+86 138-1234-5678", "P"),
        ("phone", "4006695566", "C"),
        ("birth_date", "1949-12-31", "P"), ("birth_calendar", "lunar", "P"), ("email", "a@b.cn", "P"),
        ("id_valid_until", "2026-11-23", "P"), ("preferred_channel", "wechat", "C"), ("occupation", "", "P"),
    ],
)  # fmt: skip
def test_what_is_right_stands(field: str, value: str, kind: str) -> None:
    assert not _wrong(field, value, kind)


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("id_no", "110105194912310021", "P"), ("id_no", "11010519491331002X", "P"), ("id_no", CREDIT, "P"),
        ("id_no", ID_NO, "C"), ("id_no", CREDIT[:-1] + ("1" if CREDIT[-1] != "1" else "2"), "C"),
        ("phone", "1381234567", "P"), ("phone", "110", "P"), ("phone", "95566", "P"),
        ("birth_date", "1949-02-30", "P"), ("birth_date", "2026-11-24", "P"),
        ("birth_calendar", "moon", "P"), ("email", "a at b", "P"), ("id_valid_until", "2026-11-22", "P"),
        ("id_valid_until", "soon", "P"), ("preferred_channel", "fax", "P"), ("occupation", "工" * 201, "P"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(field: str, value: str, kind: str) -> None:
    assert _wrong(field, value, kind)


def test_a_date_of_birth_is_held_against_the_identity_number_unless_nobody_can_read_it() -> None:
    assert not _wrong("birth_date", "1949-12-31", id_no=ID_NO)
    assert _wrong("birth_date", "1949-12-30", id_no=ID_NO)
    assert not _wrong("birth_date", "1949-12-30", id_no=ID_NO, id_type="passport")
    assert birth_of({"id_no": ID_NO}) == date(1949, 12, 31)
    assert birth_of({"id_no": "H12345678"}) is None


def test_a_company_has_neither_birthday_nor_occupation() -> None:
    names = {one.name for one in fields_of("C")}
    assert not names & {"birth_date", "birth_calendar", "occupation", "employer", "id_valid_until"}
    assert {"id_no", "phone", "email"} <= names
