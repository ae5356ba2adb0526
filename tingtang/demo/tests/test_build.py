"""The whole demo on a database of its own, from the command line: nights, a month of work, sign-ins."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.databases import default_database
from tingtang.demo.model import LEAST_CUSTOMERS
from tingtang.manual.book import load
from tingtang.organisation.positions import PEOPLE_VALUES

pytestmark = [pytest.mark.slow, pytest.mark.own_database]

TINGTANG = [sys.executable, "-c", "from tingtang.cli import main; main()"]
DAY = "2026-11-20"
NIGHT_KINDS = {name for name, kind in load().kinds.items() if kind.raised_by == "night"}
NIGHT_KINDS -= {"festival.greeting"}  # no festival that is greeted is near the nights of these tests


class Demo:
    """A demo bank in a place of its own."""

    def __init__(self, place, prepared, customers=LEAST_CUSTOMERS, **environment):
        self.place, self.customers = place, customers
        place.mkdir(exist_ok=True)
        self.url = f"sqlite:///{shutil.copy(prepared, place / 'tingtang.sqlite3')}"
        own = {"TINGTANG_VAR": str(place), "DATABASE_URL": self.url, "TINGTANG_DEMO": "1"}
        self.environment = {**os.environ, **own, **environment}

    def arguments(self, *more, day=DAY):
        return [*TINGTANG, "demo", "build", "--customers", str(self.customers), "--seed", "5", "--date", day, *more]

    def build(self, *more, day=DAY):
        return subprocess.run(
            self.arguments(*more, day=day), env=self.environment, capture_output=True, text=True, check=False
        )

    def rows(self, sql):
        from django.db import connection

        with default_database(self.url), connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def column(self, sql):
        return {row[0] for row in self.rows(sql)}

    def state(self):
        """What a build leaves, but for the instants at which rows happened to be written."""
        return {
            "duties": self.rows("SELECT kind, subject_id, period_on, state, due_at FROM duties_duty ORDER BY 1, 2, 3"),
            "tasks": self.rows('SELECT "on", staff_id, rank, subject_id FROM duties_task ORDER BY 1, 2, 3'),
            "contacts": self.rows("SELECT key, at, outcome, memo FROM contacts_contact ORDER BY 1"),
        }


@pytest.fixture(scope="module")
def prepared(_sqlite_template):
    """The file of a database that is migrated and holds nothing."""
    return _sqlite_template


@pytest.fixture(scope="module")
def demo(prepared, tmp_path_factory, django_db_blocker):
    with django_db_blocker.unblock():
        demo = Demo(tmp_path_factory.mktemp("demo"), prepared, customers=800)
        demo.result = demo.build()
        assert demo.result.returncode == 0, demo.result.stderr[-3000:]
        yield demo


def test_every_reason_of_the_night_stands_on_the_last_list(demo):
    shown = {
        kind
        for (kinds,) in demo.rows("SELECT kinds FROM duties_task WHERE \"on\" = '2026-11-21'")
        for kind in json.loads(kinds)
    }
    assert shown == NIGHT_KINDS


def test_every_verdict_of_the_ledger_has_been_given(demo):
    assert demo.column("SELECT DISTINCT state FROM duties_duty") == {
        *("open", "met", "late", "missed", "excused", "cancelled")
    }  # fmt: skip


def test_most_contacts_are_made_in_time_but_not_all(demo):
    [(met, missed)] = demo.rows(
        "SELECT count(*) FILTER (WHERE state = 'met'), count(*) FILTER (WHERE state = 'missed') FROM duties_duty"
        " WHERE kind LIKE 'contact.%'"
    )
    assert met > missed > met / 20


def test_customers_have_risen_and_fallen_between_tiers(demo):
    order = ["ordinary", "wealth_management", "wealth", "private"]
    moves = demo.rows("SELECT tier_before, tier_after FROM customers_tierchange")
    assert {order.index(after) > order.index(before) for before, after in moves} == {True, False}


def test_every_tier_and_kind_is_published(demo):
    assert demo.column("SELECT DISTINCT tier FROM customers_customer") == {
        *("ordinary", "wealth_management", "wealth", "private")
    }  # fmt: skip
    assert demo.column("SELECT DISTINCT kind FROM customers_customer") == {"P", "C"}


def test_bad_rows_of_every_table_are_quarantined_each_night(demo):
    tables = demo.rows('SELECT "on", count(DISTINCT "table"), count(*) FROM nightly_quarantinedrow GROUP BY 1')
    assert len(tables) == 6
    assert {row[1] for row in tables} == {9}
    assert all(24 <= row[2] <= 60 for row in tables)


def test_requests_to_be_excused_were_granted_and_refused_and_some_wait(demo):
    assert len(demo.column("SELECT DISTINCT state FROM duties_excuse")) == 3


def test_products_were_advised_and_sold_stopped_or_still_wait(demo):
    assert demo.column("SELECT DISTINCT state FROM advice_sale") >= {"closed", "stopped", "open"}


def test_prospects_were_passed_on_and_came_to_something_or_still_wait(demo):
    assert demo.column("SELECT DISTINCT state FROM referrals_referral") >= {"new", "won", "lost", "handed_back"}
    assert demo.column("SELECT DISTINCT state FROM duties_duty WHERE kind = 'referral.accept'") >= {
        "met",
        "late",
        "open",
    }


def test_customers_said_how_satisfied_they_are_and_tellers_have_stars(demo):
    assert demo.column("SELECT DISTINCT score FROM satisfaction_answer") == {1, 2, 3, 4, 5}
    assert len(demo.column("SELECT DISTINCT institution_id FROM satisfaction_answer")) > 1
    assert demo.rows("SELECT count(*) FROM satisfaction_symposiumtask WHERE done_at IS NULL") == [(1,)]
    assert demo.rows("SELECT count(*) > 0 FROM satisfaction_grading WHERE level > 0") in ([(1,)], [(True,)])


def test_signals_of_leaving_have_a_past_by_which_they_are_judged(demo):
    asked = [*TINGTANG, "attrition", "evaluate", "--to", DAY, "--json"]
    said = subprocess.run(asked, env=demo.environment, capture_output=True, text=True, check=True)
    found = json.loads(said.stdout)["any"]
    assert min(found["hit"], found["false"], found["missed"]) > 0  # foretold, a false alarm, left without a sign
    assert 0 < found["precision"] < 1
    assert 0 < found["recall"] < 1
    assert found["lift"] > 1


def test_one_sign_in_stands_for_each_position(demo):
    signed = demo.rows(
        "SELECT u.username, s.position FROM organisation_user u JOIN organisation_staff s ON s.staff_id = u.staff_id"
    )
    assert sorted(signed) == sorted((position, position) for position in PEOPLE_VALUES)


def test_the_sign_ins_are_printed_with_a_password_that_opens_them(demo):
    from django.contrib.auth.hashers import check_password

    password = json.loads((demo.place / "demo" / "sign-ins.json").read_text())["password"]
    assert f"password {password}" in demo.result.stderr
    assert all(name in demo.result.stderr for name in PEOPLE_VALUES)
    [(hashed,)] = demo.rows("SELECT password FROM organisation_user WHERE username = 'outlet_head'")
    assert check_password(password, hashed)


def test_the_password_is_readable_by_its_owner_only(demo):
    assert (demo.place / "demo" / "sign-ins.json").stat().st_mode & 0o077 == 0


def test_whoever_maintains_customers_in_the_demo_has_a_list_to_show(demo):
    with_cards = demo.column(
        "SELECT DISTINCT s.position FROM duties_task t JOIN organisation_user u ON u.staff_id = t.staff_id"
        " JOIN organisation_staff s ON s.staff_id = u.staff_id WHERE t.\"on\" = '2026-11-21'"
    )
    assert {"wealth_manager", "private_banker", "corporate_manager"} <= with_cards


def test_nothing_is_said_on_standard_output(demo):
    assert demo.result.stdout == ""


def test_building_again_changes_nothing(demo):
    before = demo.state()
    again = demo.build()
    assert again.returncode == 0
    assert demo.state() == before
    assert again.stderr.splitlines()[-len(PEOPLE_VALUES) :] == demo.result.stderr.splitlines()[-len(PEOPLE_VALUES) :]


def test_another_recipe_is_refused_with_one_clear_line(demo):
    other = subprocess.run(
        [*TINGTANG, "demo", "build", "--customers", "900", "--seed", "5", "--date", DAY],
        env=demo.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert other.returncode == 2
    assert "holds a demo bank of 800 customers, seed 5" in other.stderr


def test_a_day_later_one_night_is_added(demo):
    before = demo.column('SELECT "on" FROM nightly_nightrun')
    assert demo.build(day="2026-11-21").returncode == 0
    after = demo.column('SELECT "on" FROM nightly_nightrun')
    assert len(after - before) == 1


def test_without_demo_mode_there_are_no_sign_ins(prepared, tmp_path, django_db_blocker):
    plain = Demo(tmp_path, prepared, TINGTANG_DEMO="")
    result = plain.build("--feed-only")
    assert result.returncode == 0
    assert sorted(path.name for path in (tmp_path / "demo" / "feed").iterdir())[-1] == DAY
    with django_db_blocker.unblock():
        assert plain.rows("SELECT count(*) FROM nightly_nightrun") == [(0,)]
        assert plain.rows("SELECT count(*) FROM organisation_user") == [(0,)]


def test_a_build_that_is_killed_goes_on_where_it_stood_and_ends_the_same(prepared, tmp_path, django_db_blocker):
    with django_db_blocker.unblock():
        whole, broken = (Demo(tmp_path / name, prepared) for name in ("whole", "broken"))
        assert whole.build().returncode == 0
        _killed_at(broken, "SELECT count(*) FROM nightly_nightrun WHERE state = 'published'")  # while the week is lived
        _killed_at(broken, "SELECT count(*) FROM contacts_contact WHERE source = 'app'")  # when it has been
        assert broken.build().returncode == 0
        assert broken.state() == whole.state()


def _killed_at(demo, count):
    """Build until there is more of what is counted, and half a second on, then kill; or until it ends by itself."""
    [(before,)] = demo.rows(count)
    process = subprocess.Popen(
        demo.arguments(), env=demo.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _ in range(600):
        if process.poll() is not None or demo.rows(count)[0][0] > before:
            break
        time.sleep(0.1)
    time.sleep(0.5)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_every_duty_that_the_nights_opened_replays_to_itself(demo):
    from tingtang.duties.models import Duty
    from tingtang.duties.queries import replay_of

    with default_database(demo.url):
        replays = [(duty.kind, replay_of(duty)) for duty in Duty.objects.filter(kind__in=NIGHT_KINDS)]
    assert {kind for kind, _ in replays} == NIGHT_KINDS
    assert [(kind, replay.reason, replay.differs) for kind, replay in replays if not replay.same] == []
