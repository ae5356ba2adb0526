"""The two addresses that load balancers ask: before sessions, hosts and redirects."""

from datetime import UTC, datetime

import pytest
from django.db import OperationalError
from django.test import Client

from tingtang.config.health import HealthMiddleware
from tingtang.jobs.clock import Clock

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_a_living_process_says_ok_to_any_host_without_the_database(client: Client) -> None:
    answer = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.content, answer.cookies.output()) == (200, b"ok", "")


@pytest.mark.django_db
def test_ready_means_the_database_answers_and_is_migrated(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": True, "migrated": True, "clock": None}
    Clock("A").turn(at=AT)
    assert client.get("/readyz").json()["clock"] == AT.isoformat()


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: object) -> bool:
        raise OperationalError("connection refused: password=secret")

    monkeypatch.setattr(HealthMiddleware, "_is_migrated", away)
    monkeypatch.setattr("django.db.connection.close", lambda: None)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert "secret" not in answer.content.decode()
