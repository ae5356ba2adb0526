"""The figures of `tingtang bench nightly`: what is compared with what, and how it is shown."""

from tingtang.bench.measure import Measured
from tingtang.bench.nightly import compare, lines

SCAN = {"seconds": 0.5, "cpu_seconds": 0.8, "rows": {"customers": 1000}, "every_row": {"cpu_seconds": 0.4}}
NIGHT = Measured(seconds=3.456, cpu_seconds=4.0, peak_mib=900, output="{}")
PRINTED = {"seconds": {"facts/assets": 1.25, "publish": 0.5}, "tasks": 7, "duties_opened": {"A31.2a": 3, "A31.6": 2}}


def test_the_ratio_is_processor_time_of_the_night_to_that_of_the_scan():
    assert compare(SCAN, NIGHT, PRINTED)["cpu_ratio"] == 5.0


def test_the_night_s_own_figures_stand_beside_its_cost():
    found = compare(SCAN, NIGHT, PRINTED)
    assert (found["seconds"], found["peak_mib"], found["tasks"], found["duties"]) == (3.456, 900, 7, 5)
    assert found["steps"] == PRINTED["seconds"]


def test_the_slowest_step_is_shown_first():
    best = compare(SCAN, NIGHT, PRINTED)
    shown = list(lines({"customers": 1000, "feed": {"mib": 1, "seconds": 0.1}, "best": best}))
    assert shown[0] == "1,000 customers, feed of 1 MiB made in 0.1 s"
    assert [line.split()[-1] for line in shown[-2:]] == ["facts/assets", "publish"]
