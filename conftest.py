"""Fixtures of the whole suite. See tests/databases.py for those that give a test a database of its own."""

import gc
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.databases"]

# A busy machine must not turn a property into a failure.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

# What takes minutes goes first, the rest by number of tests: of two processes neither is left waiting for the other.
LONGEST = (
    "tests/test_garbage.py",
    "tingtang/desk/tests/browser/test_accessibility.py",
    "tests/test_access.py",
    "tingtang/demo/tests/test_build.py",
    "tingtang/desk/tests/browser/guests/test_accessible.py",
    "tingtang/bench/tests/test_lobby_killed.py",
    "tests/test_forms.py",
    "tingtang/desk/tests/browser/test_lobby.py",
    "tingtang/live/tests/test_outbox.py",
    "tingtang/jobs/tests/test_killed.py",
    "tingtang/desk/tests/browser/guests/test_ticket.py",
    "tingtang/desk/tests/browser/guests/test_panel.py",
    "tingtang/desk/tests/browser/test_journeys.py",
    "tingtang/nightly/tests/test_restarts.py",
    "tingtang/customers/tests/test_search_plan.py",
    "tingtang/bench/tests/test_cli.py",
)


# The collector of garbage looks after 50,000 new objects, not 700: it took 6 of 100 parts of the processor's time.
gc.set_threshold(50_000)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whole files in that order; inside a file nothing moves."""
    files = [item.path.relative_to(config.rootpath).as_posix() for item in items]
    tests, rank = Counter(files), {file: place for place, file in enumerate(LONGEST)}
    order = {id(item): (rank.get(file, len(rank)), -tests[file], file) for item, file in zip(items, files, strict=True)}
    items.sort(key=lambda item: order[id(item)])


def pytest_collection_finish() -> None:
    """What has been collected stays to the end: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Until the end: libraries count at their exit what was not given back."""
    gc.unfreeze()
