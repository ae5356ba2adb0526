"""What a log may hold: known fields masked, secrets gone, numbers found in free text."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from tingtang.shared.logging import mask_event, mask_text


def logged(**event: Any) -> dict[str, Any]:
    return dict(mask_event(None, "info", dict(event)))


def test_known_fields_are_masked_by_their_kind() -> None:
    found = logged(event="read", phone="13812345678", id_no="11010519491231002X", birth_date=date(1979, 6, 1))
    assert found == {"event": "read", "phone": "138****5678", "id_no": "1****2X", "birth_date": "1979-**-**"}


def test_secrets_are_not_logged_at_all() -> None:
    found = logged(event="sign-in", password="open sesame", Authorization="Bearer abc", token=["a", "b"])
    assert found == {"event": "sign-in", "password": "***", "Authorization": "***", "token": "***"}


@pytest.mark.parametrize("field", ["new_password", "csrfmiddlewaretoken", "Set-Cookie", "X-Api-Key", "client_secret"])
def test_a_secret_is_known_by_a_word_in_its_name(field: str) -> None:
    assert logged(**{field: "abc"})[field] == "***"


def test_nested_values_are_masked_too() -> None:
    found = logged(event="x", body={"customer": {"phone": "13812345678", "rows": [{"email": "wei@example.com"}]}})
    assert found["body"] == {"customer": {"phone": "138****5678", "rows": [{"email": "w***@example.com"}]}}


def test_several_values_under_a_known_field_are_each_masked() -> None:
    assert logged(phone=["13812345678", "13912345678"])["phone"] == ["138****5678", "139****5678"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("id 11010519491231002X read", "id 1****2X read"),
        ("id 11010519491231002x read", "id 1****2x read"),
        ("old id 110105491231002.", "old id 1****02."),
        ("call 13812345678 now", "call 138****5678 now"),
        ("客户13812345678来电", "客户138****5678来电"),
        ("+86 138 1234 5678", "+86****5678"),
        ("desk 025-84567890", "desk 025****7890"),
        ("card 6217001234567890123", "card ****0123"),
        ("card 6217 0012 3456 7890 123", "card ****0123"),
        ("mail wei.zhang@example.com.cn", "mail w***@example.com.cn"),
        ("code 91350211M000100Y43", "code 9****43"),
        ("took 1234.56 s for 250000 rows", "took 1234.56 s for 250000 rows"),
        ("2026-02-14T09:30:00+08:00", "2026-02-14T09:30:00+08:00"),
        ("order 20260214093000 done", "order 20260214093000 done"),
        ("sha 3f13812345678aa", "sha 3f13812345678aa"),
        ("value 0.13812345678", "value 0.13812345678"),
    ],
)
def test_numbers_in_free_text_are_found_and_others_left(text: str, shown: str) -> None:
    assert mask_text(text) == shown


def test_numbers_that_are_not_text_are_found_too() -> None:
    assert logged(event="x", caller=13812345678, rows=250000, ok=True, took=0.25) == {
        "event": "x",
        "caller": "138****5678",
        "rows": 250000,
        "ok": True,
        "took": 0.25,
    }
    assert logged(total=Decimal("12.50"))["total"] == "12.50"


def test_a_traceback_is_searched() -> None:
    assert "13812345678" not in logged(exception="ValueError: no such phone 13812345678")["exception"]


def test_what_refers_to_itself_ends() -> None:
    loop: dict[str, Any] = {}
    loop["again"] = loop
    assert "***" in str(logged(event="x", loop=loop))


def test_structlog_writes_masked_lines(capsys: pytest.CaptureFixture[str]) -> None:
    processors = [structlog.processors.format_exc_info, mask_event, structlog.processors.JSONRenderer()]
    log = structlog.wrap_logger(structlog.PrintLogger(), processors=processors, wrapper_class=structlog.BoundLogger)
    try:
        raise ValueError("13812345678")
    except ValueError:
        log.info("reading wei@example.com", phone="13812345678", exc_info=True)
    line = capsys.readouterr().out
    assert "13812345678" not in line
    assert "wei@example.com" not in line
    assert "ValueError" in line


@given(st.text(max_size=30), st.from_regex(r"1[3-9]\d{9}", fullmatch=True), st.text(max_size=30))
def test_no_phone_between_words_gets_through(before: str, phone: str, after: str) -> None:
    assert phone not in mask_text(f"{before} {phone} {after}")
