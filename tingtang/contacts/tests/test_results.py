"""What came of a signal: said once, with a note, and only that ends its duty (A31.4)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from tests.portfolio import TODAY, Portfolio, later
from tests.races import at_once
from tingtang.audit.models import Entry
from tingtang.contacts.actions import record_contact, record_result
from tingtang.contacts.attrition import Figures, by_manager, unanswered
from tingtang.contacts.errors import ContactRefused, ResultRefused
from tingtang.contacts.models import AttritionResult
from tingtang.duties.actions import lapse_due
from tingtang.duties.models import Duty

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def say(customer: str, *duties: Duty, **fields: object):
    given = {"result": "kept", "note": "面谈后转存一年", "by": "W1", "at": later(hours=1)}
    return record_result(customer_id=customer, duty_ids=[duty.pk for duty in duties], **{**given, **fields})


def talk(**fields: object):
    given = {
        "customer_id": "C1", "channel": "phone", "outcome": "reached", "memo": "谈了去向", "by": "W1",
        "at": later(hours=1), "on": TODAY, "key": "k1",
    }  # fmt: skip
    return record_contact(**{**given, **fields})


def test_a_talk_alone_leaves_the_signal_open(portfolio: Portfolio) -> None:
    signal = portfolio.duty(portfolio.customer("C1"), "attrition.asset_drop")
    assert talk().closed == ()
    signal.refresh_from_db()
    assert signal.state == "open"


def test_a_result_with_its_note_ends_it(portfolio: Portfolio) -> None:
    signal = portfolio.duty(portfolio.customer("C1"), "attrition.asset_drop")
    said = say("C1", signal)
    signal.refresh_from_db()
    assert (signal.state, signal.evidence_kind, signal.evidence_id) == (
        "met", "attrition_result", str(said.results[0].pk),
    )  # fmt: skip
    kept = AttritionResult.objects.get()
    assert (kept.result, kept.manager_id, kept.signal, str(kept.assets)) == (
        "kept", "W1", "attrition.asset_drop", "9200000.00",
    )  # fmt: skip
    assert unanswered(["C1"], later(hours=2)) == []


def test_the_contact_form_says_both_at_once(portfolio: Portfolio) -> None:
    customer = portfolio.customer("C1")
    portfolio.duty(customer, "contact.private")
    portfolio.duty(customer, "attrition.asset_drop")
    portfolio.duty(customer, "attrition.outflow")
    assert {one.duty.kind for one in talk(result="partly").closed} == {
        "contact.private", "attrition.asset_drop", "attrition.outflow",
    }  # fmt: skip
    assert set(AttritionResult.objects.values_list("result", "note")) == {("partly", "谈了去向")}


def test_an_attempt_may_tell_that_a_customer_is_lost(portfolio: Portfolio) -> None:
    portfolio.duty(portfolio.customer("C1"), "attrition.closed")
    said = talk(outcome="refused", memo="已转他行，不愿再谈", result="lost")
    assert [one.verdict for one in said.closed] == ["met"]


@pytest.mark.parametrize(
    ("fields", "field"), [({"result": "won"}, "result"), ({"memo": "", "outcome": "refused"}, "memo")]
)
def test_a_result_on_the_contact_form_is_checked(portfolio: Portfolio, fields: dict, field: str) -> None:
    portfolio.duty(portfolio.customer("C1"), "attrition.closed")
    with pytest.raises(ContactRefused) as refused:
        talk(**{"result": "lost", **fields})
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("fields", "field"), [({"result": "perhaps"}, "result"), ({"note": "  "}, "note"), ({"note": "x" * 4001}, "note")]
)
def test_what_cannot_be_kept_is_refused_by_its_field(portfolio: Portfolio, fields: dict, field: str) -> None:
    signal = portfolio.duty(portfolio.customer("C1"), "attrition.closed")
    with pytest.raises(ResultRefused) as refused:
        say("C1", signal, **fields)
    assert refused.value.field == field
    assert not AttritionResult.objects.exists()


def test_only_signals_of_the_customer_can_be_answered(portfolio: Portfolio) -> None:
    portfolio.customer("C1")
    other = portfolio.duty(portfolio.customer("C2"), "attrition.closed")
    plan = portfolio.duty(portfolio.customer("C3"), "contact.private")
    for duty in (other, plan):
        with pytest.raises(ResultRefused) as refused:
            say("C1", duty)
        assert refused.value.field == "duties"


def test_said_twice_it_is_kept_once_and_another_word_is_refused(portfolio: Portfolio) -> None:
    signal = portfolio.duty(portfolio.customer("C1"), "attrition.closed")
    assert (say("C1", signal).again, say("C1", signal).again) == (False, True)
    with pytest.raises(ResultRefused):
        say("C1", signal, result="lost")
    assert AttritionResult.objects.get().result == "kept"


def test_a_missed_signal_stays_missed_and_may_still_be_answered_for_the_figures(portfolio: Portfolio) -> None:
    signal = portfolio.duty(portfolio.customer("C1"), "attrition.closed", TODAY - timedelta(days=9))
    lapse_due(by="system:test", at=later())
    said = say("C1", signal, result="lost")
    signal.refresh_from_db()
    assert (signal.state, said.closed) == ("missed", ())
    assert by_manager("O1", FIRST, LAST)[0].figures == Figures(lost=1)


def test_a_result_is_never_changed(portfolio: Portfolio) -> None:
    say("C1", portfolio.duty(portfolio.customer("C1"), "attrition.closed"))
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        AttritionResult.objects.update(result="lost")


@pytest.mark.parametrize("wrong", [{"note": ""}, {"result": "won"}])
def test_the_database_holds_result_and_note(portfolio: Portfolio, wrong: dict) -> None:
    customer = portfolio.customer("C1")
    signal = portfolio.duty(customer, "attrition.closed")
    row = {"duty": signal, "customer": customer, "signal": signal.kind, "period_on": signal.period_on,
           "institution_id": "O1", "result": "kept", "note": "x", "assets": 1, "by": "W1", "at": later()}  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        AttritionResult.objects.create(**{**row, **wrong})


def test_the_trail_names_the_result_and_never_the_note(portfolio: Portfolio) -> None:
    say("C1", portfolio.duty(portfolio.customer("C1"), "attrition.closed"), note="客户说了秘密")
    entry = Entry.objects.get(action="attrition.result")
    assert entry.detail["result"] == "kept"
    assert "秘密" not in str([*Entry.objects.values_list("detail", flat=True)])


def test_won_and_lost_are_counted_for_the_manager_who_owed(portfolio: Portfolio) -> None:
    for n, result in enumerate(("kept", "kept", "partly", "lost", "false_alarm")):
        customer = portfolio.customer(f"C{n}")
        say(customer.pk, portfolio.duty(customer, "attrition.asset_drop"), result=result, by="H1")
    portfolio.duty(portfolio.customer("C8"), "attrition.silence")
    portfolio.duty(portfolio.customer("C9"), "attrition.silence", TODAY - timedelta(days=12))
    portfolio.duty(portfolio.customer("D1", "W2"), "attrition.payroll")
    lapse_due(by="system:test", at=later())
    found = {row.staff.pk: row.figures for row in by_manager("B1", FIRST, LAST) if row.staff}
    assert found["W1"] == Figures(kept=2, partly=1, lost=1, false_alarm=1, open=1, silent=1)
    assert (found["W1"].raised, found["W1"].kept_share) == (7, Fraction(3, 4))
    assert found["W2"] == Figures(open=1)
    assert [row.staff.pk for row in by_manager("O1", FIRST, LAST) if row.staff] == ["W1"]
    assert by_manager("O1", date(2026, 10, 1), date(2026, 10, 31)) == []


@pytest.mark.slow
def test_of_two_results_said_at_once_one_counts(on_each_database: str) -> None:
    portfolio = Portfolio()
    signal = portfolio.duty(portfolio.customer("C1"), "attrition.closed")
    results = at_once(
        lambda: say("C1", signal, result="kept"), lambda: say("C1", signal, result="lost"), refusals=ResultRefused
    )
    assert sorted(type(one).__name__ for one in results) == ["ResultRefused", "Retained"]
    assert AttritionResult.objects.count() == 1
