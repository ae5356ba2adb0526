"""Whatever logs in the process, no line leaves unmasked."""

import json
import logging
import logging.config
import sys

import pytest

from tingtang.shared.log_setup import MaskedFormatter, RefusalInALine, logging_settings


@pytest.fixture(params=[True, False], ids=["json", "plain"])
def lines(request: pytest.FixtureRequest) -> tuple[logging.Logger, list[str]]:
    """A logger and the lines that it wrote."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler = Keep()
    handler.setFormatter(MaskedFormatter(as_json=request.param))
    logger = logging.Logger("tingtang.test")
    logger.addHandler(handler)
    return logger, written


def test_arguments_of_a_message_are_masked(lines: tuple[logging.Logger, list[str]]) -> None:
    logger, written = lines
    logger.warning("no answer from %s (%s)", "13812345678", "wei@example.com")
    assert "138****5678" in written[0]
    assert "w***@example.com" in written[0]
    assert "tingtang.test" in written[0]
    assert "warning" in written[0]


def test_extra_fields_are_masked_by_name(lines: tuple[logging.Logger, list[str]]) -> None:
    logger, written = lines
    logger.info("read", extra={"id_no": "11010519491231002X", "memo": "女儿下月出国", "customer_id": "C1"})
    assert "1****2X" in written[0]
    assert "女儿" not in written[0]
    assert "C1" in written[0]


def test_tracebacks_are_masked(lines: tuple[logging.Logger, list[str]]) -> None:
    logger, written = lines
    try:
        raise ValueError("unknown 13812345678")
    except ValueError:
        logger.exception("failed")
    assert "13812345678" not in written[0]
    assert "ValueError: unknown 138****5678" in written[0]


def test_a_line_break_in_a_value_cannot_forge_an_entry(lines: tuple[logging.Logger, list[str]]) -> None:
    logger, written = lines
    logger.warning("name %s", "x\r\n2026-11-23 info tingtang: all is well")
    assert "\n" not in written[0]


def test_json_lines_are_json() -> None:
    record = logging.LogRecord("tingtang.jobs", logging.INFO, __file__, 1, "ran %d", (3,), None)
    line = json.loads(MaskedFormatter(as_json=True).format(record))
    assert (line["event"], line["level"], line["logger"]) == ("ran 3", "info", "tingtang.jobs")
    assert "timestamp" in line


class Asked:
    """A request as Django hands it to the log: written out it says its whole address."""

    method = "GET"

    def __repr__(self) -> str:
        return "<WSGIRequest: GET '/customers?q=蒋岩俊'>"


@pytest.mark.parametrize("as_json", [True, False])
def test_what_somebody_typed_to_search_is_not_in_the_log(as_json: bool) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "Forbidden: /customers", None, None)
    record.request = Asked()
    line = MaskedFormatter(as_json=as_json).format(record)
    assert "蒋岩俊" not in line
    assert "GET" in line


def test_the_configuration_is_one_that_the_library_takes() -> None:
    before = logging.root.handlers[:], logging.root.level
    try:
        logging.config.dictConfig(logging_settings(as_json=False, level="DEBUG"))
        assert logging.getLogger("tingtang").level == logging.DEBUG
        assert logging.root.handlers[0].formatter is not None
    finally:
        logging.root.handlers[:], level = before
        logging.root.setLevel(level)
        logging.getLogger("tingtang").setLevel(logging.NOTSET)


def test_a_refusal_is_a_line_and_a_failure_keeps_its_traceback() -> None:
    def told(level: int) -> logging.LogRecord:
        try:
            raise PermissionError("audit.see")
        except PermissionError:
            record = logging.LogRecord("django.request", level, __file__, 1, "Forbidden", None, sys.exc_info())
        assert RefusalInALine().filter(record)
        return record

    assert told(logging.WARNING).exc_info is None
    assert told(logging.ERROR).exc_info is not None
    assert logging_settings(as_json=False)["loggers"]["django.request"]["filters"] == ["refusals"]
