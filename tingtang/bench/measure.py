"""Running a command and reading off its time, processor time and peak memory."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tingtang.shared.command import Fail

# A process starts with its parent's peak of memory as its own, so the measured one gets a small parent: this script.
LAUNCHER = """
import json, os, sys, time
started = time.perf_counter()
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
cost = [time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]
open(sys.argv[1], "w").write(json.dumps(cost))
sys.exit(os.waitstatus_to_exitcode(status) & 255)
"""


@dataclass(frozen=True)
class Measured:
    """What one process cost: wall and processor seconds, peak resident MiB, and what it printed."""

    seconds: float
    cpu_seconds: float
    peak_mib: int
    output: str


def run(command: Sequence[str], environment: Mapping[str, str], scratch: Path) -> Measured:
    """Run `command` to its end; `Fail` with its last line of error when it does not succeed."""
    out, errors, costs = scratch / "stdout", scratch / "stderr", scratch / "cost"
    with out.open("wb") as stdout, errors.open("wb") as stderr:
        done = subprocess.run(  # noqa: S603 - our own command line
            [sys.executable, "-S", "-c", LAUNCHER, str(costs), *command],
            env=dict(environment),
            stdout=stdout,
            stderr=stderr,
            check=False,
        )
    if done.returncode != 0:
        last = (errors.read_text(errors="replace").strip().splitlines() or ["no message"])[-1]
        raise Fail(f"{' '.join(command)} ended with {done.returncode}: {last}")
    seconds, cpu_seconds, peak_kib = json.loads(costs.read_text())
    return Measured(seconds, cpu_seconds, peak_kib // 1024, out.read_text())


def machine() -> dict[str, object]:
    """What the figures were taken on."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(pages / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()
