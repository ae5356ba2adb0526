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
SUBJECTS = ("customer", "institution", "staff", "case", "ticket", "referral", "device_fault", "correction")
RAISED_BY = ("night", "referrals", "lobby", "bookings", "customers")
SHOWN_AS = ("money", "day", "count", "number", "share", "text", "tier", "calendar")
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
        ("channels", "raised_by"),
    )
    inputs = {name: _one_of(child, SHOWN_AS) for name, child in parts["inputs"].pairs()}
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
        after_due=_one_of(parts["after_due"], ("lapse", "owed")),  # type: ignore[arg-type]
        owner=_one_of(parts["owner"], OWNERS),
        subject=_one_of(parts["subject"], SUBJECTS),
        channels=_channels(parts["channels"]) if "channels" in parts else (),
        raised_by=_one_of(parts["raised_by"], RAISED_BY) if "raised_by" in parts else "night",
    )


def _one_of(node: Node, known: tuple[str, ...]) -> str:
    if node.text() not in known:
        raise node.fail(f"{node.text()!r} is none of {', '.join(known)}")
    return node.text()


def _channels(node: Node) -> tuple[str, ...]:
    return tuple(_one_of(item, CHANNELS) for item in node.items())


def _check_template(node: Node, template: str, inputs: Mapping[str, str]) -> None:
    try:
        names = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    except ValueError as error:
        raise node.fail(f"the sentence {template!r} cannot be read: {error}") from None
    if unknown := sorted(names - set(inputs)):
        raise node.fail(f"the sentence names {', '.join(unknown)}, which is no input of this kind")
