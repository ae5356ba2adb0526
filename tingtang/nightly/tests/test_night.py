"""The night as a whole: a feed goes in, the day's work is in the application database."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tingtang.audit.models import Entry
from tingtang.customers.models import AssetPoint, Customer, Holding, TierChange
from tingtang.duties.models import Duty, Task
from tingtang.manual.book import load
from tingtang.nightly.models import NightRun, QuarantinedRow
from tingtang.nightly.night import NightError, run_night, try_night
from tingtang.nightly.tests.feeds import BANK, D, contact, customer, holding, write_feed
from tingtang.organisation.models import InstitutionTree
from tingtang.routines.models import Licence
from tingtang.shared.times import day_end, day_start

AT = datetime(2026, 3, 10, 20, tzinfo=UTC)
W = date(2026, 3, 11)

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("each_database")]


def night(folder: Path) -> dict[str, Any]:
    return run_night(folder, load(), at=AT, verify=True)


def test_a_feed_becomes_tiers_duties_and_cards(tmp_path: Path) -> None:
    folder = write_feed(
        tmp_path,
        customers=[customer("C1"), customer("C2", manager_id="M2"), customer("C3", manager_id="")],
        holdings=[
            holding("C1", "9000000.00"),
            holding("C2", "2500000.50"),
            holding("C2", "-0.50"),
            holding("C3", "10"),
        ],
    )
    summary = night(folder)
    assert summary["assets"] == "11500010.00"
    assert summary["tiers"] == {"ordinary": 1, "private": 1, "wealth": 1}
    assert summary["duties_opened"] == {"A31.2a": 2}
    assert set(Customer.objects.values_list("customer_id", "tier", "assets")) == {
        ("C1", "private", Decimal("9000000.00")),
        ("C2", "wealth", Decimal("2500000.00")),
    }
    duty = Duty.objects.get(subject_id="C1")
    assert (duty.kind, duty.clause, duty.owner_staff_id, duty.institution_id) == (
        *("contact.private", "A31.2a"),
        *("M1", "O1"),
    )
    assert (duty.opened_at, duty.period_on, duty.due_at) == (day_start(W), W, day_end(date(2026, 3, 17)))
    assert duty.inputs["assets"] == {"value": "9000000.00", "as_of": "2026-03-10"}
    assert InstitutionTree.objects.filter(ancestor_id="P").count() == 4
    assert NightRun.objects.get().state == "published"


def test_the_cards_of_the_day_are_ranked_with_their_reasons(tmp_path: Path) -> None:
    folder = write_feed(
        tmp_path,
        customers=[
            customer("C1", birth_date="1980-03-12", consent_call="true"),
            customer("C2", birth_date="1980-03-12", consent_call="true"),
        ],
        holdings=[holding("C1", "100"), holding("C2", "9000000")],
    )
    night(folder)
    cards = list(Task.objects.order_by("rank").values_list("on", "staff_id", "subject_id", "rank", "kinds"))
    assert cards == [(W, "M1", "C2", 1, ["birthday.customer"]), (W, "M1", "C1", 2, ["birthday.customer"])]


def test_a_contact_in_the_feed_meets_the_open_duty(tmp_path: Path) -> None:
    rows = {"customers": [customer("C1")], "holdings": [holding("C1", "9000000")]}
    night(write_feed(tmp_path, **rows))
    night(write_feed(tmp_path, date(2026, 3, 12), **rows, contacts=[contact("C1", "2026-03-12T10:00:00+08:00")]))
    met, fresh = Duty.objects.order_by("period_on")
    assert (met.state, met.closed_at, met.evidence_kind) == ("met", datetime(2026, 3, 12, 2, tzinfo=UTC), "contact")
    assert met.events.get().what == "closed"
    assert (fresh.state, fresh.period_on) == ("open", date(2026, 3, 13))


def test_a_change_of_tier_supersedes_the_open_contact_duty(tmp_path: Path) -> None:
    night(write_feed(tmp_path, customers=[customer("C1")], holdings=[holding("C1", "3000000")]))
    night(write_feed(tmp_path, date(2026, 3, 11), customers=[customer("C1")], holdings=[holding("C1", "8000000")]))
    assert dict(Duty.objects.values_list("kind", "state")) == {"contact.wealth": "cancelled", "contact.private": "open"}
    change = TierChange.objects.get()
    assert (change.tier_before, change.tier_after, change.on) == ("wealth", "private", date(2026, 3, 11))


def test_a_head_who_leaves_with_the_feed_leaves_the_licences_to_be_replaced_that_night(tmp_path: Path) -> None:
    head = {"staff_id": "H1", "name": "赵海", "institution_id": "O1", "position": "outlet_head"}
    night(write_feed(tmp_path, staff=[*BANK["staff"], head]))
    named = {"kind": "business_licence", "number": "证-1", "head_id": "H1", "hung_by": "H1"}
    licence = Licence.objects.create(institution_id="O1", hung_at=AT - timedelta(days=9), **named)
    night(write_feed(tmp_path, date(2026, 3, 11), staff=[*BANK["staff"], {**head, "institution_id": "O2"}]))
    owed = Duty.objects.get(kind="licence.rename")
    assert (owed.subject_id, owed.state, owed.institution_id) == (str(licence.pk), "open", "O1")
    night(write_feed(tmp_path, date(2026, 3, 11), staff=[*BANK["staff"], {**head, "institution_id": "O2"}]))
    assert Duty.objects.filter(kind="licence.rename").count() == 1


def test_a_bad_row_is_quarantined_with_its_reason_and_the_night_goes_on(tmp_path: Path) -> None:
    good = [customer(f"C{number}") for number in range(40)]
    held = [holding(row["customer_id"], "1") for row in good]
    summary = night(write_feed(tmp_path, customers=good, holdings=[*held, holding("C1", "12.345")]))
    assert summary["quarantined"] == {"holdings": {"bad_scale": 1}}
    assert summary["assets"] == "40.00"
    row = QuarantinedRow.objects.get()
    assert (row.table, row.key, row.reason) == ("holdings", "C1/DEP", "bad_scale")


def test_bad_rows_of_a_history_are_found_alone_and_beside_each_other(tmp_path: Path) -> None:
    good = [customer(f"C{number}") for number in range(60)]
    history = [
        {"customer_id": "C1", "on": "2026-03-02", "aum": ""},
        {"customer_id": "C1", "on": "2026-03-12", "aum": "5"},
        {"customer_id": "C2", "on": "2026-03-02", "aum": "7"},
        {"customer_id": "C2", "on": "2026-03-02", "aum": ""},
        {"customer_id": "C3", "on": "", "aum": ""},
        {"customer_id": "C4", "on": "2026-03-02", "aum": ""},
    ]
    summary = night(write_feed(tmp_path, customers=good, holdings=[holding("C1", "1")] * 60, balances=history))
    assert summary["quarantined"] == {"balances": {"future_date": 1, "missing_aum": 3, "missing_date": 1}}


def test_too_many_bad_rows_stop_the_night_before_anything_is_published(tmp_path: Path) -> None:
    folder = write_feed(tmp_path, customers=[customer("C1")], holdings=[holding("nobody", "1")] * 30)
    with pytest.raises(NightError, match="bad_row_share_limit"):
        night(folder)
    assert not Customer.objects.exists()


def test_an_older_date_is_refused_and_may_be_looked_at(tmp_path: Path) -> None:
    rows = {"customers": [customer("C1")], "holdings": [holding("C1", "9000000")]}
    night(write_feed(tmp_path, **rows))
    older = write_feed(tmp_path, date(2026, 3, 9), **rows)
    with pytest.raises(NightError, match="older than 2026-03-10"):
        night(older)
    assert try_night(older, load())["date"] == "2026-03-09"


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    folder = write_feed(tmp_path, customers=[customer("C1")], holdings=[holding("C1", "9000000")])
    tried = try_night(folder, load())
    assert not NightRun.objects.exists()
    assert not Duty.objects.exists()
    done = night(folder)
    assert {**tried, "seconds": 0} == {**done, "seconds": 0}


def test_one_audit_entry_tells_of_the_night_and_none_of_its_repetition(tmp_path: Path) -> None:
    folder = write_feed(tmp_path, customers=[customer("C1")], holdings=[holding("C1", "9000000")])
    night(folder)
    night(folder)
    assert Entry.objects.filter(action="night.publish").count() == 1
    assert Holding.objects.count() == 1
    assert NightRun.objects.get().on == D


def test_the_first_night_keeps_the_last_balance_of_each_past_week_of_a_wealth_customer(tmp_path: Path) -> None:
    days = {"2026-02-24": "3100000", "2026-02-27": "3200000", "2026-03-06": "3300000.55", "2026-03-09": "3400000"}
    folder = write_feed(
        tmp_path,
        customers=[customer("C1"), customer("C2")],
        holdings=[holding("C1", "3500000"), holding("C2", "600000")],
        balances=[
            *({"customer_id": "C1", "on": day, "aum": aum} for day, aum in days.items()),
            *({"customer_id": "C2", "on": day, "aum": "600000"} for day in days),
        ],
    )
    night(folder)
    assert list(AssetPoint.objects.order_by("on").values_list("customer", "on", "assets")) == [
        ("C1", date(2026, 2, 27), Decimal("3200000.00")),
        ("C1", date(2026, 3, 6), Decimal("3300000.55")),
    ]


def test_the_first_night_of_a_week_keeps_what_stood_at_the_end_of_the_last_one(tmp_path: Path) -> None:
    worth = {date(2026, 3, 12): "2100000", date(2026, 3, 13): "2200000", date(2026, 3, 16): "2300000"}
    for on, balance in (*worth.items(), (date(2026, 3, 17), "2400000")):
        folder = write_feed(tmp_path, on, customers=[customer("C1")], holdings=[holding("C1", balance)])
        run_night(folder, load(), at=datetime(on.year, on.month, on.day, 20, tzinfo=UTC), verify=True)
    assert list(AssetPoint.objects.values_list("on", "assets")) == [(date(2026, 3, 13), Decimal("2200000.00"))]
