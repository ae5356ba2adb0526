"""How every log line of the process is made: our own, Django's, and those of the libraries, all masked alike."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from tingtang.shared.logging import mask_event

# What every record carries; anything else was given as `extra` and is part of the event.
_STANDARD = frozenset(vars(logging.LogRecord("", 0, "", 0, "", None, None))) | {"message", "asctime", "taskName"}


def logging_settings(*, as_json: bool, level: str = "INFO") -> dict[str, Any]:
    """The configuration for `logging.config.dictConfig`: one handler on standard error, one masking formatter."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"masked": {"()": MaskedFormatter, "as_json": as_json}},
        "filters": {"refusals": {"()": RefusalInALine}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "masked"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "tingtang": {"level": level},
            "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "django.request": {"filters": ["refusals"]},
        },
    }


class RefusalInALine(logging.Filter):
    """A request that was refused (403, 404, 400) is told in a line: where in our code that was is no news."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Nothing is left out but the traceback; what failed on our side keeps its own."""
        if record.levelno < logging.ERROR:
            record.exc_info = record.exc_text = None
        return True


class MaskedFormatter(logging.Formatter):
    """One line a record, as JSON or as `time level logger: event key=value`; nothing in it unmasked."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """The line; a traceback stands below it, in JSON under `exception`."""
        extra = {key: value for key, value in vars(record).items() if key not in _STANDARD}
        if request := extra.pop("request", None):  # written out it holds the whole address: what was typed to search
            extra["method"] = getattr(request, "method", "")
        event = dict(mask_event(None, "", {"event": record.getMessage(), **extra, "exception": self._trace(record)}))
        trace = event.pop("exception")
        head = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if self._as_json:
            whole = {**event, **head, **({"exception": trace} if trace else {})}
            return json.dumps(whole, ensure_ascii=False, default=str)
        text = event.pop("event")
        rest = "".join(f" {key}={value}" for key, value in event.items())
        # A line break inside a value must not look like the start of another entry.
        line = f"{head['timestamp']} {head['level']} {head['logger']}: {text}{rest}".replace("\r", "\\r")
        return line.replace("\n", "\\n") + (f"\n{trace}" if trace else "")

    def _trace(self, record: logging.LogRecord) -> str:
        parts = [self.formatException(record.exc_info)] if record.exc_info and record.exc_info[0] else []
        if record.stack_info:
            parts.append(self.formatStack(record.stack_info))
        return "\n".join(parts)
