"""Keeps a handful of processes running: restarts the dead with back-off, and leaves none behind when it stops."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tingtang.config.orphans import SUPERVISED

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a dead child is started again: doubling
HEALTHY_SECONDS = 60.0  # a child that lived this long starts its back-off anew
GRACE_SECONDS = 20.0  # for running requests and jobs to finish before force
_LOOK_SECONDS = 0.1


@dataclass
class Child:
    """One supervised process, leader of a process group of its own so that its whole tree can be ended at once."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    start_at: float = field(default=0.0)

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def start(self, environment: Mapping[str, str]) -> None:
        """Start the process in its own group, without the terminal's input."""
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command, env={**environment, SUPERVISED: "1"}, process_group=0, stdin=subprocess.DEVNULL
        )
        self.started = time.monotonic()

    def signal_group(self, number: signal.Signals) -> None:
        """Signal the process and all it started, even when it died before them."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


class Supervisor:
    """Runs the children until `stop` is called or a signal arrives."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None], environment: Mapping[str, str]) -> None:
        self.children = list(children)
        self.say = say
        self.environment = environment
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ask `run` to end."""
        self._stopping.set()

    def run(self, each_look: Callable[[], None] = lambda: None) -> None:
        """Start all, then watch until told to stop, calling `each_look`; on the way out end every process group."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stop())
        try:
            for child in self.children:
                child.start(self.environment)
            while not self._stopping.wait(_LOOK_SECONDS):
                for child in self.children:
                    self._look_after(child)
                each_look()
        finally:
            self._end_all()

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.running:
            return
        if child.start_at == 0.0:
            self._bury(child, now)
        elif now >= child.start_at:
            child.start_at = 0.0
            child.start(self.environment)

    def _bury(self, child: Child, now: float) -> None:
        """What the dead child left running is ended first: it may hold the port."""
        child.signal_group(signal.SIGKILL)
        if now - child.started > HEALTHY_SECONDS:
            child.pause = FIRST_PAUSE
        code = child.process.returncode if child.process else None
        self.say(f"{child.name} ended (code {code}); starting it again in {child.pause:g} s")
        child.start_at = now + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def _end_all(self) -> None:
        for child in self.children:
            child.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while any(child.running for child in self.children) and time.monotonic() < deadline:
            time.sleep(_LOOK_SECONDS)
        for child in self.children:
            child.signal_group(signal.SIGKILL)
            if child.process:
                child.process.wait()
