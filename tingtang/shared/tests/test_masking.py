"""A mask shows enough to recognise and never the value; a kept field is masked whatever the record is called."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.shared.masking import FIELD_KINDS, HIDDEN, KINDS, Kind, Value, kind_of, mask


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("name", "张伟", "张**"),
        ("name", "欧阳娜娜", "欧**"),
        ("name", "海州恒信贸易有限公司", "海**"),
        ("name", "Anna Li", "A*** L***"),
        ("phone", "13812345678", "138****5678"),
        ("phone", "138 1234-5678", "138****5678"),
        ("phone", "+8613812345678", "+86****5678"),
        ("phone", "6212345", "****45"),
        ("phone", "110", HIDDEN),
        ("id_no", "11010519491231002X", "1****2X"),
        ("id_no", "G12345", HIDDEN),
        ("email", "wei.zhang@example.com", "w***@example.com"),
        ("email", "w@example.com", HIDDEN),
        ("email", "not mail", HIDDEN),
        ("account", "6217 0012 3456 7890 123", "****0123"),
        ("account", "1234567", HIDDEN),
        ("address", "江苏省南京市玄武区中山路1号", "江苏省南京市***"),
        ("address", "北京市海淀区学院路8号", "北京市***"),
        ("address", "广西壮族自治区桂林市七星区1号", "广西壮族自治区桂林市***"),
        ("address", "12 Harbour Road, Wanchai", "12 ***"),
        ("address", "南京市", HIDDEN),
        ("money", Decimal("9200000.00"), HIDDEN),
        ("birth_date", date(1979, 6, 1), "1979-**-**"),
        ("birth_date", "1979-06-01", "1979-**-**"),
        ("birth_date", "01/06/1979", HIDDEN),
        ("memo", "客户提到女儿下月出国", HIDDEN),
    ],
)
def test_a_mask_shows_what_one_needs_to_recognise(kind: Kind, value: Value, shown: str) -> None:
    assert mask(kind, value) == shown


@pytest.mark.parametrize("kind", KINDS)
def test_empty_stays_empty(kind: Kind) -> None:
    assert mask(kind, None) == ""
    assert mask(kind, "") == ""


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="'colour' is none of name, phone"):
        mask("colour", "red")  # type: ignore[arg-type]


@given(st.sampled_from(KINDS), st.text(min_size=2, max_size=40).filter(lambda text: text.strip().strip("*-")))
def test_no_mask_gives_the_value_away(kind: Kind, value: str) -> None:
    shown = mask(kind, value)
    assert shown
    assert "*" in shown
    core = value.strip()
    assert core not in shown or len(core) == 1


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True))
def test_a_masked_phone_hides_four_digits(phone: str) -> None:
    assert mask("phone", phone) == f"{phone[:3]}****{phone[-4:]}"


@given(st.from_regex(r"[1-9]\d{16}[\dX]", fullmatch=True))
def test_a_masked_identity_number_hides_district_and_birth(number: str) -> None:
    assert number[1:14] not in mask("id_no", number)
    assert len(mask("id_no", number)) == 7


def test_the_register_names_known_kinds_and_the_fields_of_the_feed() -> None:
    assert set(FIELD_KINDS.values()) <= set(KINDS)
    for field in (
        "id_no",
        "phone",
        "birth_date",
        "memo",
        "balance",
        "cost",
        "aum",
        "amount",
        "overdue_amount",
        "email",
    ):
        assert kind_of(field), field


def test_a_bare_name_is_a_secret_only_of_people() -> None:
    assert kind_of("name", "Customer") == "name"
    assert kind_of("name", "familymember") == "name"
    assert kind_of("name", "product") is None
    assert kind_of("name") is None
    assert kind_of("phone", "customer") == "phone"
