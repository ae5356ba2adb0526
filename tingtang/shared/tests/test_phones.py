"""Phones of the mainland in the ways that people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.shared.identifiers import Fault
from tingtang.shared.phones import Phone, own_phone, phone, spellings


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("13812345678", Phone("mobile", "13812345678")),
        ("138 1234 5678", Phone("mobile", "13812345678")),
        ("+86 138-1234-5678", Phone("mobile", "13812345678")),
        ("008613812345678", Phone("mobile", "13812345678")),
        ("8619912345678", Phone("mobile", "19912345678")),
        ("１３８１２３４５６７８", Phone("mobile", "13812345678")),
        ("025-84567890", Phone("landline", "02584567890", "025")),
        ("(010) 6659 6688 转 123", Phone("landline", "01066596688", "010", "123")),
        ("0512-67654321 ext. 8001", Phone("landline", "051267654321", "0512", "8001")),
        ("0951-6012345", Phone("landline", "09516012345", "0951")),
        ("+86 25 84567890", Phone("landline", "02584567890", "025")),
        ("0086 512 67654321", Phone("landline", "051267654321", "0512")),
        ("95566", Phone("service", "95566")),
        ("400-669-5566", Phone("service", "4006695566")),
        ("110", Phone("service", "110")),
    ],
)
def test_a_phone_is_read_as_people_write_it(written: str, found: Phone) -> None:
    assert phone(written) == found


def test_a_local_number_needs_its_area_code() -> None:
    assert phone("84567890") is Fault.AREA_CODE
    assert phone("84567890", area="025") == Phone("landline", "02584567890", "025")
    assert phone("84567890转8", area="025") == Phone("landline", "02584567890", "025", "8")


@pytest.mark.parametrize("written", ["95566", "110", "12345", "400-669-5566", "10086"])
def test_a_service_number_is_nobodys_own(written: str) -> None:
    assert own_phone(written) is Fault.SERVICE


def test_the_number_of_a_person_is_read_as_any_other() -> None:
    assert own_phone("+86 138 1234 5678") == Phone("mobile", "13812345678")
    assert own_phone("12") is Fault.PHONE


@pytest.mark.parametrize(
    ("written", "international"),
    [("138 1234 5678", "+8613812345678"), ("025-84567890", "+862584567890"), ("95566", "95566")],
)
def test_a_phone_has_its_international_form(written: str, international: str) -> None:
    found = phone(written)
    assert isinstance(found, Phone)
    assert found.international == international


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", Fault.EMPTY),
        (" - ", Fault.EMPTY),
        ("12812345678", Fault.PHONE),
        ("1381234567", Fault.PHONE),
        ("138123456789", Fault.PHONE),
        ("+1 650 253 0000", Fault.PHONE),
        ("025-1234567", Fault.PHONE),
        ("none", Fault.CHARACTERS),
        ("1٣812345678", Fault.CHARACTERS),
    ],
)
def test_what_is_no_phone_is_named(written: str, fault: Fault) -> None:
    assert phone(written) is fault


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "+86", "0086", "86", "+86 "]))
def test_every_mobile_number_is_read_with_and_without_the_country(number: str, country: str) -> None:
    assert phone(country + number) == Phone("mobile", number)


@given(st.from_regex(r"0(10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{6,7}", fullmatch=True))
def test_a_landline_read_again_from_abroad_is_the_same(number: str) -> None:
    home = phone(number)
    assert isinstance(home, Phone)
    assert phone(home.international) == home


@given(st.text(max_size=25))
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(phone(text), Phone | Fault)


@pytest.mark.parametrize("written", ["13812345678", "+86 138-1234-5678", "021-62345678", "(0755) 86543210"])
def test_every_spelling_of_a_number_reads_back_to_it(written: str) -> None:
    number = phone(written).number
    assert {phone(one).number for one in spellings(number)} == {number}
    assert number in spellings(number)


def test_what_is_no_number_has_one_spelling_itself() -> None:
    assert spellings("abc") == ("abc",)
