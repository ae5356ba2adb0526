"""A message is written with what it tells of, goes out once through the gateway, and can be called back till then."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tingtang.jobs.models import Job
from tingtang.jobs.registry import Run
from tingtang.messaging.actions import Letter, forget, send, withdraw
from tingtang.messaging.jobs import ATTEMPTS, deliver
from tingtang.messaging.models import Message
from tingtang.messaging.queries import about
from tingtang.messaging.tests.conftest import Gateway
from tingtang.messaging.ways import NotDelivered

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)


def _letter(**fields: str) -> Letter:
    plain = {
        "key": "booking:7:1:made", "about": "booking:7", "institution_id": "O1", "way": "sms", "to": "13812345678",
        "title": "预约确认", "text": "您已预约11月24日到店。",
    }  # fmt: skip
    return Letter(**{**plain, **fields})


def _run(message: Message, *, attempt: int = 1) -> None:
    deliver.function(Run(job_id=1, at=AT, attempt=attempt, tick=None), message_id=message.pk)


def test_it_is_queued_once_with_the_time_from_which_it_may_go(each_database: str) -> None:
    later = AT + timedelta(hours=3)
    first, again = (send(letter=_letter(), at=AT, not_before=later) for _ in range(2))
    assert first.pk == again.pk
    [job] = Job.objects.filter(name="messaging.deliver")
    assert (job.run_at, job.args) == (later, {"message_id": first.pk})


def test_what_is_undone_sends_nothing(each_database: str) -> None:
    @transaction.atomic
    def send_and_fall() -> None:
        send(letter=_letter(), at=AT)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        send_and_fall()
    assert not Message.objects.exists()
    assert not Job.objects.exists()


def test_the_gateway_gets_number_and_words_once(each_database: str, gateway: Gateway) -> None:
    message = send(letter=_letter(), at=AT)
    _run(message)
    _run(message, attempt=2)
    [came] = gateway.came
    assert (came["phone"], came["message"]) == ("13812345678", "您已预约11月24日到店。")
    message.refresh_from_db()
    assert (message.state, message.sent_at) == ("sent", AT)


def test_one_that_was_called_back_does_not_go_and_one_that_went_stays_sent(
    each_database: str, gateway: Gateway
) -> None:
    gone, waiting = send(letter=_letter(), at=AT), send(letter=_letter(key="booking:7:1:reminder"), at=AT)
    _run(gone)
    assert withdraw(about="booking:7") == 1
    _run(waiting)
    assert len(gateway.came) == 1
    assert [one.state for one in about("booking:7")] == ["sent", "withdrawn"]


def test_a_gateway_that_refuses_is_tried_again_and_then_it_is_said(each_database: str, gateway: Gateway) -> None:
    gateway.status = 503
    message = send(letter=_letter(), at=AT)
    with pytest.raises(NotDelivered) as refused:
        _run(message)
    assert "138" not in str(refused.value)
    message.refresh_from_db()
    assert message.state == "waiting"
    with pytest.raises(NotDelivered):
        _run(message, attempt=ATTEMPTS)
    message.refresh_from_db()
    assert message.state == "failed"

    gateway.status = 200
    _run(message)  # a person had the dead letter tried again
    message.refresh_from_db()
    assert message.state == "sent"


def test_without_a_gateway_it_goes_into_a_file_nobody_else_reads(
    each_database: str, settings: Any, tmp_path: Path
) -> None:
    settings.VAR, settings.MESSAGE_GATEWAYS = tmp_path, {}
    _run(send(letter=_letter(way="mail", to="ming@example.com"), at=AT))
    file = tmp_path / "messages.jsonl"
    assert json.loads(file.read_text())["to"] == "ming@example.com"
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_address_of_a_gateway_that_makes_no_sense_is_named_by_its_way(each_database: str, settings: Any) -> None:
    settings.MESSAGE_GATEWAYS = {"sms": "nonsense"}
    with pytest.raises(NotDelivered, match="sms"):
        _run(send(letter=_letter(), at=AT))


@pytest.mark.parametrize(
    "wrong", [{"way": "fax"}, {"to": ""}, {"text": ""}], ids=["no such way", "to nobody", "says nothing"]
)
def test_a_message_that_cannot_be_is_refused(each_database: str, wrong: dict[str, str]) -> None:
    given = {"key": "k", "about": "booking:7", "institution_id": "O1", "way": "sms", "to": "13812345678", "text": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(**{**given, **wrong}, title="", written_at=AT, not_before=AT)


def test_what_is_old_is_forgotten_unless_it_still_waits(each_database: str, gateway: Gateway) -> None:
    old, waiting, new = (
        send(letter=_letter(key=key), at=AT + timedelta(days=days)) for key, days in (("a", 0), ("b", 0), ("c", 2))
    )
    _run(old)
    _run(new)
    assert forget(before=AT + timedelta(days=1)) == 1
    assert set(Message.objects.values_list("pk", flat=True)) == {waiting.pk, new.pk}
