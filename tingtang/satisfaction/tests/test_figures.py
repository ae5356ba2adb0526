"""What is counted of the panels, pooled with the other sources, and what it raises."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest

from tingtang.duties.models import Duty
from tingtang.jobs.registry import Run
from tingtang.satisfaction import figures
from tingtang.satisfaction.actions import analyse, open_analyses, record_symposium
from tingtang.satisfaction.counting import count_day, count_days, served_of
from tingtang.satisfaction.errors import BadInput, WrongState
from tingtang.satisfaction.jobs import night
from tingtang.satisfaction.models import Analysis, Answer, DayCount, Questionnaire, Slip, Version
from tingtang.satisfaction.share import Share
from tingtang.satisfaction.tests.rated import DAY, NOW, Rated, later

pytestmark = pytest.mark.postgres
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def test_unrated_visits_are_not_satisfied_and_the_last_revision_counts(rated: Rated) -> None:
    rated.served(5)
    rated.served(2, 4)
    rated.served(5, 1)
    rated.served(asked=True)
    rated.served(asked=False)
    rated.served(3, counter=rated.two, staff="T2")
    count_day("O1", DAY)
    count_day("O1", DAY)
    found = figures.figure(["O1"], *NOVEMBER).panel
    assert (found.served, found.asked, found.rated, found.satisfied) == (6, 5, 4, 2)
    assert found.share == Share(2, 4, 6)
    assert figures.by_person(["O1"], *NOVEMBER)["T1"].share == Share(2, 3, 5)
    assert figures.by_counter(["O1"], *NOVEMBER)[rated.two.pk].share == Share(0, 1, 1)
    assert figures.of_person("T2", *NOVEMBER).rated == 1
    assert figures.by_day(["O1"], *NOVEMBER) == {DAY: found}


def test_ratings_too_fast_and_in_bursts_are_seen_and_stay_in_the_figure(rated: Rated) -> None:
    rated.served(5, after=0.4)
    for _ in range(5):
        rated.served(5, counter=rated.two, staff="T2", apart=11)
    count_day("O1", DAY)
    found = figures.figure(["O1"], *NOVEMBER).panel
    assert (found.rated, found.satisfied, found.fast, found.burst) == (6, 6, 1, 5)
    seen = served_of("O1", DAY)
    assert [one.number for one in seen if one.fast] == ["A001"]
    assert {one.counter_id for one in seen if one.burst} == {rated.two.pk}
    rated.served(4, counter=rated.three, staff="T9")
    assert count_days(DAY - timedelta(days=1), DAY) == 2
    assert figures.figure(["O1", "O3"], *NOVEMBER).panel.rated == 7
    assert DayCount.objects.filter(institution="O3").get().staff_id == "T9"


def answered(rated: Rated, score: int, slip: str = "", ticket: object = None, device: str = "") -> None:
    """An answer to a questionnaire of its way, written past the action."""
    way = "ticket" if ticket else "slip" if slip else "link"
    made = {"institution_id": "O1", "title": f"问卷 {way}", "way": way, "made_at": NOW, "made_by": "HB"}
    asked = Questionnaire.objects.get_or_create(**made)[0]
    version = Version.objects.get_or_create(questionnaire=asked, n=1, defaults={"at": NOW, "by": "HB", "title": "x"})[0]
    who = f"device:{device}"
    if slip:
        digest = hashlib.sha256(slip.encode()).hexdigest()
        made_of = {"questionnaire": asked, "institution_id": "O1", "made_at": NOW, "made_by": "HB"}
        who = f"slip:{Slip.objects.create(digest=digest, **made_of).pk}"
    if ticket:
        who = f"ticket:{ticket.pk}"  # type: ignore[attr-defined]
    Answer.objects.create(
        questionnaire=asked, version=version, institution_id="O1", ticket=ticket, respondent=who, on=DAY, at=NOW,
        score=score,
    )  # fmt: skip


def test_the_sources_are_pooled_and_a_visit_counts_once(rated: Rated) -> None:
    both, panel_missed = rated.served(5), rated.served()
    count_day("O1", DAY)
    answered(rated, 5, slip="a")
    answered(rated, 2, slip="b")
    for n in range(9):
        answered(rated, 5, device=str(n))  # one hand with nine devices, or nine hands: in no figure
    answered(rated, 1, ticket=both)
    answered(rated, 4, ticket=panel_missed)
    said = {"institution_id": "O1", "held_on": DAY, "topic": "座谈", "said": "排队", "by": "H1", "at": NOW}
    record_symposium(**said, participants=12, polled=10, satisfied=8)
    found = figures.figure(["O1"], *NOVEMBER)
    assert (found.panel.share, found.questionnaire, found.symposium) == (Share(1, 1, 2), Share(2, 3), Share(8, 10, 12))
    assert found.total == Share(11, 14)
    whole_year = figures.by_place_and_month(["O1"], date(2026, 1, 1), date(2026, 12, 31))
    assert whole_year == {("O1", NOVEMBER[0]): found}
    assert figures.by_place(["O1", "O3"], *NOVEMBER) == {"O1": found}


def test_a_month_below_the_share_owes_an_analysis_once(rated: Rated) -> None:
    rated.month(16, 19)  # 84.2 %
    run = Run(job_id=1, at=NOW, attempt=1, tick=None)
    night.function(run)
    night.function(run)
    owed = Duty.objects.get(kind="satisfaction.analyse")
    assert (owed.subject_id, owed.period_on, owed.owner_role) == ("O1", NOVEMBER[0], "outlet_head")
    assert {name: one["value"] for name, one in owed.inputs.items()} == {
        "month": "2026-11", "satisfied": 16, "n": 19, "share": "0.85", "working_days": 5,
    }  # fmt: skip
    said = {"institution_id": "O1", "month": NOVEMBER[0], "by": "H1"}
    with pytest.raises(BadInput, match="needed"):
        analyse(**said, at=later(1), causes="高峰排队", measures="  ")
    with pytest.raises(BadInput, match="not over"):
        analyse(**said | {"month": date(2026, 12, 1)}, at=later(1), causes="x", measures="y")
    analyse(**said, at=later(1), causes="高峰排队", measures="午间加开窗口")
    owed.refresh_from_db()
    assert (owed.state, owed.evidence_kind) == ("met", "analysis")
    with pytest.raises(WrongState):
        analyse(**said, at=later(2), causes="x", measures="y")
    assert Analysis.objects.count() == 1


def test_a_month_at_the_share_owes_nothing_nor_does_one_of_which_nobody_said_anything(rated: Rated) -> None:
    rated.month(17, 20)  # 85 %
    assert open_analyses(by="system:jobs", at=NOW) == 0
    assert not Duty.objects.exists()
