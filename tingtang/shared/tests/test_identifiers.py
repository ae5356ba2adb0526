"""Identity numbers and credit codes: each form read into its parts, each mistake named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from tingtang.shared.identifiers import (
    CREDIT_ALPHABET,
    PROVINCES,
    CreditCode,
    Fault,
    Identity,
    credit_check_digit,
    credit_code,
    id_check_digit,
    identity,
    same_person,
    to_18,
)


@pytest.mark.parametrize(
    ("number", "kind", "district", "birth", "sex"),
    [
        ("11010519491231002X", "resident", "110105", date(1949, 12, 31), "F"),
        ("440524188001010014", "resident", "440524", date(1880, 1, 1), "M"),
        (" 110105 19491231 002x ", "resident", "110105", date(1949, 12, 31), "F"),
        ("１１０１０５１９４９１２３１００２Ｘ", "resident", "110105", date(1949, 12, 31), "F"),
        ("810000199408230021", "residence_permit", "810000", date(1994, 8, 23), "F"),
        ("830000199201300022", "residence_permit", "830000", date(1992, 1, 30), "F"),
        ("110105491231002", "resident_15", "110105", date(1949, 12, 31), "F"),
        ("CHN110089063011", "foreign_permanent", None, None, None),
        ("H12345678", "travel_permit_hk_macao", None, None, None),
        ("m1234567801", "travel_permit_hk_macao", None, None, None),
        ("12345678", "travel_permit_taiwan", None, None, None),
        ("1234567890(B)", "travel_permit_taiwan", None, None, None),
    ],
)
def test_each_form_is_read_into_its_parts(
    number: str, kind: str, district: str | None, birth: date | None, sex: str | None
) -> None:
    found = identity(number)
    assert isinstance(found, Identity), found
    assert (found.kind, found.district, found.birth, found.sex) == (kind, district, birth, sex)


def test_the_macao_and_foreign_forms_of_eighteen_digits_are_known() -> None:
    for first_17, kind in (("82000019900101001", "residence_permit"), ("91184019900101001", "foreign_permanent")):
        found = identity(first_17 + id_check_digit(first_17))
        assert isinstance(found, Identity)
        assert (found.kind, found.sex) == (kind, "M")


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("", Fault.EMPTY),
        ("  ", Fault.EMPTY),
        ("1101051949123100", Fault.LENGTH),
        ("110105194912310021X", Fault.LENGTH),
        ("1101051949123100X2", Fault.CHARACTERS),
        ("A1010519491231002X", Fault.CHARACTERS),
        ("Z12345678", Fault.CHARACTERS),
        ("990105194912310021", Fault.DISTRICT),
        ("840000199408230021", Fault.DISTRICT),
        ("990105491231002", Fault.DISTRICT),
        ("110105194902300020", Fault.BIRTH_DATE),
        ("110105491331002", Fault.BIRTH_DATE),
        ("110105174912310020", Fault.BIRTH_DATE),
        ("CHN110089139911", Fault.BIRTH_DATE),
        ("110105194912310021", Fault.CHECK_DIGIT),
        ("110105194912310020", Fault.CHECK_DIGIT),
    ],
)
def test_each_mistake_is_named(number: str, fault: Fault) -> None:
    assert identity(number) is fault


def test_a_birth_after_today_is_a_fault_when_today_is_told() -> None:
    first_17 = "11010520270101001"
    number = first_17 + id_check_digit(first_17)
    assert identity(number, on=date(2026, 11, 23)) is Fault.BIRTH_IN_FUTURE
    assert isinstance(identity(number, on=date(2027, 1, 1)), Identity)
    assert isinstance(identity(number), Identity)


def test_every_fault_says_what_is_wrong_in_both_languages() -> None:
    for fault in Fault:
        assert fault.text.zh
        assert fault.text.en.isascii()
    assert Fault.CHECK_DIGIT.text.pick("zh") == "校验码不符，请核对是否抄错"


def test_a_number_of_fifteen_digits_is_the_same_person_as_its_long_form() -> None:
    short, long = identity("110105491231002"), identity("11010519491231002X")
    assert isinstance(short, Identity)
    assert isinstance(long, Identity)
    assert to_18(short.number) == long.number
    assert same_person(short, long)
    other = identity("810000199408230021")
    assert isinstance(other, Identity)
    assert not same_person(short, other)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    place = draw(st.sampled_from(sorted(PROVINCES))) + draw(st.from_regex(r"[0-9]{4}", fullmatch=True))
    birth = draw(st.dates(date(1900, 1, 1), date(2026, 11, 23)))
    first_17 = f"{place}{birth:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return first_17 + id_check_digit(first_17)


@given(numbers(), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, place: int, by: int) -> None:
    assert isinstance(identity(number), Identity)
    digit = "0123456789".find(number[place])
    wrong = number[:place] + str((digit + by) % 10 if digit >= 0 else by) + number[place + 1 :]
    assert isinstance(identity(wrong), Fault)


@given(numbers(), st.integers(0, 15))
def test_two_neighbours_swapped_are_always_noticed(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or isinstance(identity(swapped), Fault)


@given(st.text(max_size=25))
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(identity(text), Identity | Fault)
    assert isinstance(credit_code(text), CreditCode | Fault)


@pytest.mark.parametrize(
    ("number", "registrar", "district", "organisation"),
    [
        ("91110000600037341L", "9", "110000", "600037341"),
        ("9111 0000-600037341l", "9", "110000", "600037341"),
        ("N2110000600037341" + credit_check_digit("N2110000600037341"), "N", "110000", "600037341"),
    ],
)
def test_a_credit_code_is_read_into_its_parts(number: str, registrar: str, district: str, organisation: str) -> None:
    found = credit_code(number)
    assert isinstance(found, CreditCode)
    assert (found.registrar, found.district, found.organisation) == (registrar, district, organisation)


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("", Fault.EMPTY),
        ("91110000600037341", Fault.LENGTH),
        ("91110000600037341O", Fault.CHARACTERS),
        ("9111000A600037341L", Fault.CHARACTERS),
        ("B1110000600037341L", Fault.REGISTRAR),
        ("91110000600037341M", Fault.CHECK_DIGIT),
    ],
)
def test_each_mistake_in_a_credit_code_is_named(number: str, fault: Fault) -> None:
    assert credit_code(number) is fault


@given(st.text(CREDIT_ALPHABET, min_size=9, max_size=9), st.integers(8, 17), st.sampled_from(CREDIT_ALPHABET))
def test_one_wrong_character_in_a_credit_code_is_always_noticed(organisation: str, place: int, wrong: str) -> None:
    first_17 = f"91320100{organisation}"
    number = first_17 + credit_check_digit(first_17)
    assert isinstance(credit_code(number), CreditCode)
    changed = number[:place] + wrong + number[place + 1 :]
    assert changed == number or credit_code(changed) is Fault.CHECK_DIGIT


@given(numbers())
def test_another_library_reckons_the_same_check_digit(number: str) -> None:
    assert ric.calc_check_digit(number) == number[-1]


@given(st.text(CREDIT_ALPHABET, min_size=9, max_size=9))
def test_another_library_reckons_the_same_credit_code(organisation: str) -> None:
    first_17 = f"91320100{organisation}"
    assert uscc.is_valid(first_17 + credit_check_digit(first_17))
