"""Processor time of other processes with everything below them, read from /proc (Linux)."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg

TICKS = os.sysconf("SC_CLK_TCK")


def below(pid: int) -> float:
    """Processor seconds used by a process, by those below it, and by those of them that have ended."""
    parents = {}
    used = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (read := _read(entry)):
            parents[int(entry.name)], used[int(entry.name)] = read
    return sum(seconds for process, seconds in used.items() if _descends(process, pid, parents))


def _read(entry: Path) -> tuple[int, float] | None:
    """(parent, own seconds with those of children that ended); None when it is gone."""
    try:
        fields = (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[1]), sum(int(field) for field in fields[11:15]) / TICKS


def _descends(process: int, top: int, parents: dict[int, int]) -> bool:
    while process in parents and process != top:
        process = parents[process]
    return process == top


def postmaster(url: str) -> int | None:
    """The process id of the PostgreSQL server of `url` on this machine; None for SQLite, or a server elsewhere."""
    if not url.startswith("postgres"):
        return None
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        read = _read(Path(f"/proc/{row[0]}")) if row else None
    return read[0] if read else None
