"""pyworkforce's Erlang C, asked in a process of its own: its solver library and ours do not load into one."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

_ASK = """
import json, sys
from pyworkforce.queuing import ErlangC
answers = []
for case in json.load(sys.stdin):
    share = case.pop("share")
    positions = case.pop("positions")
    erlang = ErlangC(**case, interval=30, shrinkage=0.0)
    answers.append({
        "p_wait": erlang.waiting_probability(positions=positions),
        "within": erlang.service_level(positions=positions),
        "occupancy": erlang.achieved_occupancy(positions=positions),
        "required": erlang.required_positions(service_level=share, max_occupancy=1.0)["raw_positions"],
    })
print(json.dumps(answers))
"""


def ask(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each case {transactions, aht, asa, share, positions}: p_wait, within, occupancy, required positions."""
    told = subprocess.run(
        [sys.executable, "-c", _ASK], input=json.dumps(cases), capture_output=True, text=True, check=True
    )
    answers: list[dict[str, Any]] = json.loads(told.stdout)
    return answers
