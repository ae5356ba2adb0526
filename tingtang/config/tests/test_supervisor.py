"""The supervisor: restarts with a growing pause, forgives after a healthy time, ends whole process groups."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tingtang.config import supervisor
from tingtang.config.supervisor import Child, Supervisor


def _python(script: str) -> list[str]:
    return [sys.executable, "-c", script]


def _run_for(children: list[Child], seconds: float) -> list[str]:
    """Run a supervisor of `children` for a while, in this thread; returns what it said."""
    said: list[str] = []
    keeper = Supervisor(children, said.append, {})
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    threading.Timer(seconds, keeper.stop).start()
    try:
        keeper.run()
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    return said


def test_a_child_that_keeps_dying_is_started_less_and_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 2.0)
    said = _run_for([Child("broken", _python("raise SystemExit(3)"), pause=0.1)], 2.5)
    assert said[0] == "broken ended (code 3); starting it again in 0.1 s"
    assert said[1].endswith("in 0.2 s")
    assert 3 <= len(said) <= 6


def test_a_child_that_lived_long_is_started_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "HEALTHY_SECONDS", 0.0)
    said = _run_for([Child("steady", _python("pass"), pause=20.0)], 1.5)
    assert said[0].endswith(f"in {supervisor.FIRST_PAUSE:g} s")


def test_what_a_child_started_ends_with_it(tmp_path: Path) -> None:
    note = tmp_path / "grandchild"
    script = f"""if True:
        import subprocess, sys, time, pathlib
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        pathlib.Path({str(note)!r}).write_text(str(child.pid))
        time.sleep(60)
    """
    child = Child("parent", _python(script))
    threading.Timer(60, child.signal_group, [signal.SIGKILL])
    _run_for([child], 2.5)
    grandchild = note.read_text()
    stat = Path(f"/proc/{grandchild}/stat")
    assert not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] == "Z"


def test_a_child_that_ignores_a_polite_request_is_ended_by_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "GRACE_SECONDS", 0.5)
    script = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    child = Child("deaf", _python(script))
    began = time.monotonic()
    _run_for([child], 1.5)
    assert time.monotonic() - began < 10
    assert isinstance(child.process, subprocess.Popen)
    assert child.process.returncode == -signal.SIGKILL
