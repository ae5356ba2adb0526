"""The supervisor: restarts with a growing pause, forgives after a healthy time, ends whole process groups."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tingtang.config import supervisor
from tingtang.config.supervisor import Child, Supervisor


def _python(script: str) -> list[str]:
    return [sys.executable, "-c", script]


def _run_until(enough: Callable[[list[str]], object], *children: Child) -> list[str]:
    """Run a supervisor of `children` in this thread until what it said, or the world, is enough; returns what it said.

    However long that takes a busy machine: what is waited for never comes only when something is broken.
    """
    said: list[str] = []
    keeper = Supervisor(children, said.append, {})
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    deadline = time.monotonic() + 60

    def look() -> None:
        if enough(said) or time.monotonic() > deadline:
            keeper.stop()

    try:
        keeper.run(look)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    return said


def _lives(pid: str) -> bool:
    """Whether a process is there and no mere entry that nobody has read yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_child_that_keeps_dying_is_started_less_and_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.3)
    said = _run_until(lambda said: len(said) == 4, Child("broken", _python("raise SystemExit(3)"), pause=0.1))
    assert said[0] == "broken ended (code 3); starting it again in 0.1 s"
    assert [line.rsplit(" in ", 1)[1] for line in said] == ["0.1 s", "0.2 s", "0.3 s", "0.3 s"]


def test_a_child_that_lived_long_is_started_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "HEALTHY_SECONDS", 0.0)
    said = _run_until(len, Child("steady", _python("pass"), pause=20.0))
    assert said[0].endswith(f"in {supervisor.FIRST_PAUSE:g} s")


def test_what_a_child_started_ends_with_it(tmp_path: Path) -> None:
    note = tmp_path / "grandchild"
    script = f"""if True:
        import subprocess, sys, time, pathlib
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        half = pathlib.Path({str(note)!r} + ".half")
        half.write_text(str(child.pid))
        half.rename({str(note)!r})
        time.sleep(60)
    """
    _run_until(lambda _: note.exists(), Child("parent", _python(script)))
    deadline = time.monotonic() + 30  # a process that was killed is gone when the machine comes to it
    while _lives(note.read_text()):
        assert time.monotonic() < deadline, "the grandchild lives on"
        time.sleep(0.05)


def test_a_child_that_ignores_a_polite_request_is_ended_by_force(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(supervisor, "GRACE_SECONDS", 0.5)
    deaf = tmp_path / "deaf"
    script = f"""if True:
        import pathlib, signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        pathlib.Path({str(deaf)!r}).touch()
        time.sleep(60)
    """
    child = Child("deaf", _python(script))
    _run_until(lambda _: deaf.exists(), child)
    assert isinstance(child.process, subprocess.Popen)
    assert child.process.returncode == -signal.SIGKILL
