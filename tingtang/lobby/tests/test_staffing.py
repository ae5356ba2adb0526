"""Targets, arrivals by interval, the counters advised, and overload."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.lobby.staffing.advice import Work, advise, answer_of, class_waits, measure
from tingtang.lobby.staffing.demand import Interval, read_demand
from tingtang.lobby.staffing.erlang import patient
from tingtang.lobby.staffing.targets import Target, TargetError, read_target
from tingtang.lobby.tables import TableError
from tingtang.lobby.tests.days import BOOK, dice
from tingtang.lobby.tests.pyworkforce_oracle import ask

CLASSES = tuple(BOOK.service_classes.values())
MEAN_3 = Target("mean_wait", 3.0)


def interval(arrivals: float, minutes: float = 30, **by_class: float) -> Interval:
    """An interval that begins at nine."""
    return Interval("09:00", timedelta(hours=9), minutes, arrivals, by_class)


def demand(file: Path, text: str, minutes: float | None = None) -> list[Interval]:
    """The intervals of a text."""
    file.write_text(text)
    return read_demand(file, CLASSES, minutes)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file to be written."""
    return tmp_path / "f.csv"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("p_wait<=0.5", Target("p_wait", 0.5)),
        ("p_wait<=1", Target("p_wait", 1.0)),
        ("mean_wait<=3m", Target("mean_wait", 3.0)),
        ("mean_wait<=90s", Target("mean_wait", 1.5)),
        ("mean_wait<=1.5h", Target("mean_wait", 90.0)),
        ("wait<=10m:0.9", Target("wait", 0.9, 10.0)),
        ("wait <= 0m : 0.25", Target("wait", 0.25, 0.0)),
    ],
)
def test_a_target_is_read(text: str, target: Target) -> None:
    assert read_target(text) == target


@pytest.mark.parametrize(
    "text",
    ["", "p_wait", "p_wait<0.5", "p_wait<=half", "p_wait<=-1", "mean_wait<=3", "wait<=10m", "wait<=10:0.9", "queue<=3",
     "p_wait<=0.5 or so", "wait<=10m:90%", "p_wait<=1e9"],
)  # fmt: skip
def test_what_is_no_target_is_told(text: str) -> None:
    with pytest.raises(TargetError, match="is none of p_wait"):
        read_target(text)


@pytest.mark.parametrize(
    "text", ["p_wait<=0", "p_wait<=1.1", "wait<=10m:0", "wait<=10m:1", "wait<=10m:2", "mean_wait<=0m"]
)
def test_a_target_that_means_nothing_or_that_nobody_reaches_is_told(text: str) -> None:
    with pytest.raises(TargetError, match=r"a share lies|no number of counters"):
        read_target(text)


def test_intervals_last_until_the_next_one_begins(file: Path) -> None:
    read = demand(file, "interval_start,arrivals\n09:30,5\n09:00,12\n10:00,7.5\n")
    assert [(one.start, one.minutes, one.arrivals) for one in read] == [
        ("09:00", 30, 12), ("09:30", 30, 5), ("10:00", 30, 7.5),
    ]  # fmt: skip
    assert read[0].ends == timedelta(hours=9, minutes=30)


def test_a_night_between_two_days_is_no_interval(file: Path) -> None:
    text = "interval_start,arrivals\n2026-11-23T16:00,5\n2026-11-23T16:30,5\n2026-11-24T09:00,5\n2026-11-24T09:30,5\n"
    assert [one.minutes for one in demand(file, text)] == [30, 30, 30, 30]


def test_a_shorter_gap_is_a_shorter_interval(file: Path) -> None:
    text = "interval_start,arrivals\n09:00,1\n10:00,1\n11:00,1\n11:15,1\n"
    assert [one.minutes for one in demand(file, text)] == [60, 60, 15, 60]


def test_one_interval_alone_needs_its_length(file: Path) -> None:
    assert demand(file, "interval_start,arrivals\n09:00,5\n", 15)[0].minutes == 15
    with pytest.raises(TableError, match=r"f\.csv:2: interval_start: one interval alone"):
        demand(file, "interval_start,arrivals\n09:00,5\n")


def test_classes_of_an_interval_are_summed_from_the_highest(file: Path) -> None:
    text = "interval_start,class,arrivals\n09:00,ordinary,12\n09:00,platinum,3\n09:30,vip,1\n"
    first, second = demand(file, text)
    assert (first.arrivals, list(first.by_class.items())) == (15, [("vip", 3), ("ordinary", 12)])
    assert second.by_class == {"vip": 1}


@pytest.mark.parametrize(
    ("text", "line", "field", "why"),
    [
        ("interval_start,arrivals\n09:00,5\n09:30,many\n", 3, "arrivals", "is not a number"),
        ("interval_start,arrivals\n09:00,5\n09:30,-5\n", 3, "arrivals", "is not a number"),
        ("interval_start,arrivals\n09:00,5\n09:30,9999999999\n", 3, "arrivals", "is more than"),
        ("interval_start,arrivals\n09:00,5\nnoon,5\n", 3, "interval_start", "neither an instant"),
        ("interval_start,arrivals\n09:00,5\n2026-11-23T09:30,5\n", 3, "interval_start", "not written like"),
        ("interval_start,arrivals\n09:00,5\n09:00,6\n09:30,1\n", 3, "interval_start", "stands twice"),
        ("interval_start,class,arrivals\n09:00,vip,5\n09:00,vip,6\n09:30,vip,1\n", 3, "interval_start", "stands twice"),
        ("interval_start,class,arrivals\n09:00,vip,5\n09:30,gold,6\n", 3, "class", "'gold' is none of"),
        ("interval_start,class,arrivals\n09:00,vip,5\n09:30,,6\n", 3, "class", "is none of"),
        ("start,arrivals\n09:00,5\n", 1, "interval_start", "the column is missing"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_field(file: Path, text: str, line: int, field: str, why: str) -> None:
    with pytest.raises(TableError) as told:
        demand(file, text)
    assert str(told.value).startswith(f"{file}:{line}: {field}: ")
    assert why in str(told.value)


def test_a_file_without_intervals_is_told(file: Path) -> None:
    with pytest.raises(TableError, match="has no intervals"):
        demand(file, "interval_start,arrivals\n")


def test_the_counters_of_the_well_known_example() -> None:
    """100 in half an hour of three minutes each, eight in ten within 20 seconds: 14."""
    [found] = advise([interval(100)], Work(3.0), Target("wait", 0.8, 20 / 60))
    assert found.servers == 14
    assert found.p_wait == pytest.approx(0.174, abs=5e-4)
    assert found.mean_wait_minutes == pytest.approx(0.13, abs=5e-3)
    assert found.occupancy == pytest.approx(0.714, abs=5e-4)


def test_the_counters_are_those_of_pyworkforce() -> None:
    chance, cases = dice(9), []
    for _ in range(300):
        share, within = chance.choice([0.5, 0.8, 0.9, 0.95]), chance.choice([0.5, 2, 10])
        calls, service = chance.randint(1, 300), chance.uniform(0.5, 20)
        positions = int(calls * service / 30) + 1
        cases.append({"transactions": calls, "aht": service, "asa": within, "share": share, "positions": positions})
    for case, oracle in zip(cases, ask(cases), strict=True):
        target = Target("wait", case["share"], case["asa"])
        [found] = advise([interval(case["transactions"])], Work(case["aht"]), target)
        # Its search begins at the load and one, rounded; ours at the first number that keeps up.
        begins = round(case["transactions"] * case["aht"] / 30 + 1)
        assert max(found.servers, begins) == oracle["required"], case


targets = st.sampled_from([Target("p_wait", 0.3), Target("mean_wait", 2.0), Target("wait", 0.9, 5.0)])


@given(st.floats(0.1, 200), st.floats(0.5, 30), targets, st.sampled_from([None, 2.0, 30.0]))
def test_no_fewer_counters_would_do(arrivals: float, service: float, target: Target, patience: float | None) -> None:
    work = Work(service, patience)
    [found] = advise([interval(arrivals)], work, target)
    assert found.met
    if found.servers > 1:
        assert not measure(interval(arrivals), work, found.servers - 1, target).met


@given(st.floats(1, 100), st.floats(1, 100), targets)
def test_more_arrivals_never_need_fewer_counters(one: float, other: float, target: Target) -> None:
    few, many = sorted([one, other])
    a, b = advise([interval(few), interval(many)], Work(6.0), target)
    assert a.servers <= b.servers


@given(st.floats(1, 100), targets)
def test_patience_never_asks_for_more_counters_to_wait_as_little(arrivals: float, target: Target) -> None:
    if target.what == "wait":  # who gives up is not called: that target may ask for more
        return
    [patiently], [impatiently] = (advise([interval(arrivals)], Work(6.0, p), target) for p in (None, 15.0))
    assert impatiently.servers <= patiently.servers


def test_who_does_not_come_needs_no_counter() -> None:
    [found] = advise([interval(0, vip=0.0)], Work(5.0), MEAN_3)
    assert (found.servers, found.p_wait, found.occupancy, found.class_waits) == (0, 0.0, 0.0, {"vip": 0.0})
    assert measure(interval(0), Work(5.0), 3, MEAN_3).servers == 3


def test_classes_each_reach_the_target() -> None:
    mixed = interval(40, vip=10.0, ordinary=30.0)
    [together], [alike] = advise([mixed], Work(6.0), MEAN_3), advise([interval(40)], Work(6.0), MEAN_3)
    assert together.servers >= alike.servers
    assert together.class_waits["vip"] < together.mean_wait_minutes < together.class_waits["ordinary"] <= 3
    assert sum(mixed.by_class[name] * wait for name, wait in together.class_waits.items()) / 40 == pytest.approx(
        together.mean_wait_minutes
    )


def test_the_highest_class_has_an_exact_tail() -> None:
    """Alone in its class, everybody is the highest: the share called in time is that of Erlang C."""
    alone, plain = interval(40, vip=40.0), interval(40)
    target = Target("wait", 0.9, 4.0)
    assert advise([alone], Work(6.0), target)[0].servers == advise([plain], Work(6.0), target)[0].servers


def test_with_patience_the_classes_share_the_wait_of_erlang_a() -> None:
    mixed = interval(60, vip=10.0, ordinary=50.0)
    [found] = advise([mixed], Work(6.0, 10.0), MEAN_3)
    mean = sum(mixed.by_class[name] * wait for name, wait in found.class_waits.items()) / 60
    assert mean == pytest.approx(found.mean_wait_minutes)
    assert found.class_waits["vip"] < found.class_waits["ordinary"]
    assert found.abandoned > 0


def test_without_classes_there_are_no_class_waits() -> None:
    assert class_waits(interval(10), Work(3.0), 3, patient(3, 10 / 30, 3.0)) == {}


def test_an_overload_is_advised_on_with_a_finite_wait() -> None:
    [found] = advise([interval(60)], Work(6.0), MEAN_3, most=6)
    assert (found.servers, found.overload, found.met, found.p_wait, found.occupancy) == (6, True, False, 1.0, 1.0)
    # 30 of 60 are served; the last finds 30 before them, which takes 30 minutes: 15 on average.
    assert found.mean_wait_minutes == pytest.approx(15)
    assert answer_of([found])["advice"] == ["09:00: overload: 6 counters cannot serve 60 customers"]


def test_too_few_counters_that_still_serve_everybody_are_advised_on() -> None:
    [found] = advise([interval(29)], Work(6.0), MEAN_3, most=6)
    assert (found.servers, found.overload, found.met) == (6, False, False)
    assert answer_of([found])["advice"] == ["09:00: 6 counters do not reach the target"]


@pytest.mark.parametrize("patience", [None, 10.0])
def test_no_counter_at_all_serves_nobody(patience: float | None) -> None:
    [found] = advise([interval(60, vip=60.0)], Work(6.0, patience), MEAN_3, most=0)
    assert (found.servers, found.overload, found.occupancy, found.mean_wait_minutes) == (0, True, 0.0, 15.0)
    assert found.class_waits == {"vip": 15.0}


def test_patience_keeps_an_overload_finite_by_itself() -> None:
    [found] = advise([interval(60)], Work(6.0, 10.0), MEAN_3, most=6)
    assert not found.overload
    assert found.mean_wait_minutes < 10
    assert found.abandoned > 0.4


def test_a_stadium_is_advised_on_and_a_planet_is_refused() -> None:
    [found] = advise([interval(50_000)], Work(10.0), MEAN_3)
    assert found.servers > 50_000 * 10 / 30
    with pytest.raises(OverflowError, match="more than 1000000 counters"):
        advise([interval(1e9)], Work(10.0), MEAN_3)


def test_the_answer_has_the_fields_that_were_agreed() -> None:
    answer = answer_of(advise([interval(10.5), interval(12)], Work(5.0), MEAN_3))
    assert set(answer) == {"intervals", "shifts", "cost"}
    assert set(answer["intervals"][0]) == {"start", "arrivals", "servers", "p_wait", "mean_wait_minutes", "occupancy"}
    assert [row["arrivals"] for row in answer["intervals"]] == [10.5, 12]
    assert (answer["shifts"], answer["cost"]) == ({}, None)
    assert isinstance(answer["intervals"][1]["arrivals"], int)


def test_the_answer_shows_classes_where_there_are_some() -> None:
    [row] = answer_of(advise([interval(12, vip=2.0, ordinary=10.0)], Work(5.0), MEAN_3))["intervals"]
    assert list(row["classes"]) == ["vip", "ordinary"]
    assert row["classes"]["vip"]["arrivals"] == 2
