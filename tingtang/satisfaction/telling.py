"""Figures as other programs read them: for the command and the interface."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tingtang.satisfaction.figures import Figure
from tingtang.satisfaction.share import Share


def as_figures(found: Figure, wanted: str) -> dict[str, Any]:
    """{total, panel, questionnaire, symposium, least, reaches}: each {satisfied, n, of, share, interval}."""
    panel = found.panel
    sources = {"panel": panel.share, "questionnaire": found.questionnaire, "symposium": found.symposium}
    return {
        "total": as_share(found.total),
        **{name: as_share(share) for name, share in sources.items()},
        "prompted": {"asked": panel.asked, "served": panel.served, "fast": panel.fast, "burst": panel.burst},
        "least": wanted,
        "reaches": found.total.reaches(Decimal(wanted)),
    }


def as_share(share: Share) -> dict[str, Any]:
    """Numbers exact; share and interval as decimals of six places, null where nobody answered."""
    bounds = share.interval
    return {
        "satisfied": share.satisfied, "n": share.n, "of": share.of or None,
        "share": round(share.satisfied / share.n, 6) if share.n else None,
        "interval": [round(one, 6) for one in bounds] if bounds else None,
    }  # fmt: skip
