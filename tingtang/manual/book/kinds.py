"""Reading duties.yaml: the kinds of duty."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Formatter

from tingtang.manual.book.entries import DutyKind
from tingtang.manual.book.nodes import Node, read

OWNERS = (
    "manager", "lobby_manager", "closed_teller", "open_teller", "wealth_manager", "private_banker",
    "corporate_manager", "account_manager", "outlet_head", "deputy_head", "complaint_officer", "inspector",
    "branch_head", "department_officer", "server",
)  # fmt: skip
SUBJECTS = (
    "customer",
    "institution",
    "staff",
    "case",
    "lesson",
    "ticket",
    "referral",
    "device_fault",
    "correction",
    "merge",
    "handover",
    "campaign",
    "quota_request",
    "quota_use",
    "opinion",
    "inspection",
    "planned_inspection",
    "finding",
    "checklist",
    "failed_item",
    "licence",
    "material",
    "facility",
    "stationed",
    "meeting_task",
    "drill",
    "plan_run",
    "newcomer",
    "symposium_task",
    "lead",
    "visit",
    "account_opening",
    "client_need",
)
RAISED_BY = (
    "night",
    "referrals",
    "lobby",
    "bookings",
    "customers",
    "contacts",
    "handovers",
    "outreach",
    "advice",
    "opinions",
    "inspections",
    "complaints",
    "routines",
    "drills",
    "meetings",
    "satisfaction",
    "corporate",
)
SHOWN_AS = (
    "money",
    "day",
    "count",
    "number",
    "share",
    "text",
    "tier",
    "calendar",
    "channel",
    "festival",
    "licence",
    "place",
    "facility",
    "vacancy",
    "head",
    "meeting",
)
CHANNELS = ("visit", "phone", "video", "wechat", "sms", "mail")


def read_kinds(file: Path) -> dict[str, tuple[DutyKind, Node]]:
    """Every kind with the node it stands at, for the checks across files."""
    kinds: dict[str, tuple[DutyKind, Node]] = {}
    for node in read(file).items():
        kind = _kind(node)
        if kind.kind in kinds:
            raise node.fail(f"duplicate kind {kind.kind!r}, first at {kinds[kind.kind][1].where}")
        kinds[kind.kind] = (kind, node)
    return kinds


def _kind(node: Node) -> DutyKind:
    parts = node.fields(
        ("kind", "clause", "title", "sentence", "inputs", "met_by", "values", "after_due", "owner", "subject"),
        ("channels", "raised_by", "counts"),
    )
    inputs = {name: child.one_of(SHOWN_AS) for name, child in parts["inputs"].pairs()}
    sentence = parts["sentence"].bilingual()
    for template in (sentence.zh, sentence.en):
        _check_template(parts["sentence"], template, inputs)
    return DutyKind(
        kind=parts["kind"].text(),
        clause=parts["clause"].text(),
        title=parts["title"].bilingual(),
        sentence=sentence,
        inputs=inputs,
        met_by=parts["met_by"].texts(),
        values=parts["values"].texts(),
        after_due=parts["after_due"].one_of(("lapse", "owed")),  # type: ignore[arg-type]
        owner=parts["owner"].one_of(OWNERS),
        subject=parts["subject"].one_of(SUBJECTS),
        channels=_channels(parts["channels"]) if "channels" in parts else (),
        raised_by=parts["raised_by"].one_of(RAISED_BY) if "raised_by" in parts else "night",
        counts=_counts(parts["counts"], inputs) if "counts" in parts else "",
    )


def _counts(node: Node, inputs: Mapping[str, str]) -> str:
    return node.one_of(tuple(name for name, shown in inputs.items() if shown == "count"))


def _channels(node: Node) -> tuple[str, ...]:
    return tuple(item.one_of(CHANNELS) for item in node.items())


def _check_template(node: Node, template: str, inputs: Mapping[str, str]) -> None:
    try:
        names = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    except ValueError as error:
        raise node.fail(f"the sentence {template!r} cannot be read: {error}") from None
    if unknown := sorted(names - set(inputs)):
        raise node.fail(f"the sentence names {', '.join(unknown)}, which is no input of this kind")
