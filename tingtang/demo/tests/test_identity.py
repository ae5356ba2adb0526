"""Numbers that check out and belong to nobody."""

from datetime import date

import pytest
from stdnum.cn import uscc

from tingtang.demo.identity import REGION, credit_code, id_card, phone


def check_digit(number):
    """The check digit of GB 11643, computed another way: the weighted sum of all eighteen is 1 modulo 11."""
    digits = [10 if c == "X" else int(c) for c in number]
    return sum(d * pow(2, 17 - place, 11) for place, d in enumerate(digits)) % 11


@pytest.mark.parametrize("number", range(0, 2000, 97))
@pytest.mark.parametrize("woman", [True, False])
def test_identity_numbers_have_a_valid_check_digit_and_say_the_sex(number, woman):
    made = id_card(number, date(1985, 2, 28), woman=woman)
    assert (len(made), made[:6], made[6:14]) == (18, REGION, "19850228")
    assert check_digit(made) == 1
    assert (int(made[16]) % 2 == 0) == woman


@pytest.mark.parametrize("number", range(0, 5000, 211))
def test_credit_codes_have_a_valid_check_character(number):
    made = credit_code(number)
    assert len(made) == 18
    assert uscc.calc_check_digit(made[:-1]) == made[-1]


def test_no_real_region_begins_with_the_region_used():
    assert REGION.startswith("99")


def test_phones_are_eleven_digits_of_a_block_that_no_person_holds():
    assert {len(phone(n)) for n in (0, 19_999, 123_456_789)} == {11}
    assert phone(5) == "14000000005"


def test_identity_numbers_agree_with_the_date_of_birth_of_their_customer(demo_model):
    for customer in demo_model.customers:
        if customer.kind == "P":
            assert customer.id_no[6:14] == f"{customer.birth_date:%Y%m%d}"


def test_identity_numbers_and_phones_are_of_one_customer_each(demo_model):
    for values in ([c.id_no for c in demo_model.customers], [c.phone for c in demo_model.customers]):
        assert len(values) == len(set(values))
