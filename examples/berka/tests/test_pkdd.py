"""Reading the bank's files: chaining by balance, birth numbers, debits, cut files."""

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from pkdd import BadInput, Movement, born, chain, day, ledger, money, movement, read

HEADER = '"trans_id";"account_id";"date";"type";"operation";"amount";"balance";"k_symbol";"bank";"account"\r\n'


def moves(*pairs):
    return [
        Movement(number, date(1993, 2, 1), Decimal(change), Decimal(balance), "")
        for number, (change, balance) in enumerate(pairs, 1)
    ]


def data_with(folder, *lines, end="\r\n"):
    (folder / "trans.asc").write_bytes((HEADER + "\r\n".join(lines) + end).encode())
    return folder


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_movements_of_a_day_are_chained_whatever_the_order_of_the_file(order):
    day_s = moves(("100", "300"), ("-250", "50"), ("70", "120"), ("-20", "100"))
    shuffled = [day_s[i] for i in order]
    assert [m.balance for m in chain(Decimal(200), shuffled)] == [300, 50, 120, 100]


def test_a_gap_of_the_bank_s_rounding_does_not_break_the_chain():
    day_s = moves(("-14.60", "71437.80"), ("344.80", "71452.40"))  # account 2378 on 1993-02-28, which held 71107.70
    assert chain(Decimal("71107.70"), day_s)[-1].balance == Decimal("71437.80")


def test_a_day_that_ends_where_it_began_keeps_that_balance():
    assert chain(Decimal(10), moves(("-5", "10"), ("5", "15")))[-1].balance == 10


@pytest.mark.parametrize(
    ("number", "birth"), [("706213", date(1970, 12, 13)), ("450204", date(1945, 2, 4)), ("655101", date(1965, 1, 1))]
)
def test_a_woman_s_month_has_fifty_added(number, birth):
    assert born(number) == birth


@pytest.mark.parametrize(
    ("kind", "change"), [("PRIJEM", Decimal("5.50")), ("VYDAJ", Decimal("-5.50")), ("VYBER", Decimal("-5.50"))]
)
def test_vyber_is_a_debit_as_vydaj_is(kind, change):
    row = {"trans_id": "1", "date": "930101", "type": kind, "amount": "5.50", "balance": "9", "k_symbol": " "}
    assert movement(row).change == change


def test_an_unknown_type_is_refused_by_name():
    with pytest.raises(BadInput, match="transaction 7: unknown type 'X'"):
        movement({"trans_id": "7", "type": "X"})


@pytest.mark.parametrize("text", ["1.234", "", "x"])
def test_money_is_exact_or_refused(text):
    with pytest.raises(BadInput):
        money(text)


def test_a_date_that_is_none_is_refused():
    with pytest.raises(BadInput, match="930231"):
        day("930231")


def test_the_last_day_of_a_cut_file_is_refused_and_the_day_before_is_whole(tmp_path):
    data = data_with(
        tmp_path,
        '1;7;930101;"PRIJEM";"VKLAD";10.00;10.00;"";;',
        '2;7;930102;"VYBER";"VYBER";4.00;6.00;"";;',
        '3;7;930103;"PRIJEM";"VKLAD";1.00;7.00;"";;',
        '4;7;930103;"PRI',
        end="",
    )
    assert ledger(data, date(1993, 1, 2))["7"][-1].balance == 6
    with pytest.raises(BadInput, match="whole from 1993-01-01 to 1993-01-02 only"):
        ledger(data, date(1993, 1, 3))


def test_the_last_day_of_a_whole_file_is_taken(tmp_path):
    data = data_with(tmp_path, '1;7;930101;"PRIJEM";"VKLAD";10.00;10.00;"";;')
    assert ledger(data, date(1993, 1, 1))["7"][-1].balance == 10


def test_a_short_line_in_the_middle_is_an_error_with_its_line(tmp_path):
    data = data_with(tmp_path, '1;7;930101;"PRIJEM"', '2;7;930102;"VYBER";"VYBER";4.00;6.00;"";;')
    with pytest.raises(BadInput, match=r"trans.asc:2: 4 columns, 10 expected"):
        list(read(data, "trans", may_be_cut=True))


def test_a_cut_line_is_forgiven_only_where_a_slice_is_expected(tmp_path):
    data = data_with(tmp_path, '1;7;930101;"PRIJEM"')
    with pytest.raises(BadInput, match="4 columns"):
        list(read(data, "trans"))
