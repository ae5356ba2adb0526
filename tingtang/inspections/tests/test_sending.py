"""What a phone sends: all of it, once, over nobody else's work; photos and what was said on a recording."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from tingtang.inspections.actions import Found, Package, accept_said, add_photo, close, photos, send
from tingtang.inspections.errors import BadInput, ChangedMeanwhile, NoSuch, WrongState
from tingtang.inspections.models import Finding, Inspection, Mark, Photo, Sending, Severity
from tingtang.inspections.queries import total_of
from tingtang.inspections.said import proposals
from tingtang.inspections.tests.outlet import LINES, MONDAY, PNG, Outlet, later
from tingtang.inspections.tests.test_impossible import refused

pytestmark = pytest.mark.postgres
SAID = "您好，请问您要办理什么业务？\n客户：我想问一下转账。\n我不知道，问别人去。\n谢谢您，请慢走，欢迎下次光临。"


def package(found: Inspection, score: str = "35", **fields: Any) -> Package:
    """The first item scored, a finding with a photo, a photo of the item."""
    item = found.sheet.items.get(n=1)
    plain: dict[str, Any] = {
        "marks": {item.pk: Decimal(score)}, "findings": [Found("A3", "门前有污渍", photos=(PNG + b"1",))],
        "photos": [(item.pk, PNG)],
    }  # fmt: skip
    return Package(**{**plain, **fields})


def sent(found: Inspection, key: str = "k1", edition: int = 0, **fields: Any) -> Inspection:
    return send(
        by="I1", at=later(), inspection_id=found.pk, edition=edition, key=key, package=package(found, **fields)
    )  # fmt: skip


def test_a_package_is_taken_in_once_however_often_it_is_sent(outlet: Outlet) -> None:
    found = outlet.started()
    for _ in range(3):
        assert sent(found).edition == 1
    assert (Mark.objects.count(), Finding.objects.count(), Photo.objects.count()) == (1, 1, 2)
    assert Photo.objects.get(finding__isnull=False).finding_id == Finding.objects.get().pk
    with pytest.raises(BadInput):
        sent(outlet.started())


def test_one_file_shows_an_item_and_a_finding_and_is_kept_once_for_each(outlet: Outlet) -> None:
    found = outlet.started()
    item = found.sheet.items.get(n=1)
    same = {"findings": [Found("A3", "门前有污渍", photos=(PNG, PNG))], "photos": [(item.pk, PNG), (item.pk, PNG)]}
    for _ in range(2):
        sent(found, **same)
    finding = Finding.objects.get()
    assert sorted(Photo.objects.values_list("item", "finding"), key=str) == sorted(
        [(item.pk, None), (None, finding.pk)], key=str
    )
    for owner in ({"item": item}, {"finding": finding}):
        kept = Photo.objects.get(**owner)
        row = {"media": kept.media, "content": PNG, "size": len(PNG), "sha256": kept.sha256, "at": MONDAY, "by": "x"}
        assert refused(lambda owner=owner, row=row: Photo.objects.create(inspection=found, **owner, **row))
    other = {**row, "sha256": "b" * 64}
    assert not refused(lambda: Photo.objects.create(inspection=found, **other))
    assert refused(lambda: Photo.objects.create(inspection=found, **other))  # of nothing in particular: once too
    assert refused(lambda: Photo.objects.all().delete())


def test_the_same_file_again_is_one_of_the_photos_allowed(outlet: Outlet, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = {"inspection.photos_most": 2, "inspection.photo_megabytes": 5}
    monkeypatch.setattr(photos, "value", lambda key, *_: SimpleNamespace(value=allowed[key]))
    found = outlet.started()
    first, second = found.sheet.items.order_by("n")[:2]
    for item in (first, second):
        add_photo(by="I1", at=later(), inspection_id=found.pk, content=PNG, item_id=item.pk)
    add_photo(by="I1", at=later(), inspection_id=found.pk, content=PNG + b"2", item_id=first.pk)
    with pytest.raises(BadInput) as refusal:
        add_photo(by="I1", at=later(), inspection_id=found.pk, content=PNG + b"3", item_id=first.pk)
    assert "2" in refusal.value.text.zh
    again = add_photo(by="I1", at=later(), inspection_id=found.pk, content=PNG + b"2", item_id=second.pk)
    assert (again.item_id, Photo.objects.count()) == (second.pk, 4)


def test_over_somebody_elses_saving_nothing_is_taken_in(outlet: Outlet) -> None:
    found = outlet.started()
    sent(found)
    with pytest.raises(ChangedMeanwhile):
        sent(found, key="k2", score="1")
    assert (Mark.objects.get().score, Finding.objects.count()) == (35, 1)
    assert sent(found, key="k3", edition=1, findings=[], photos=[], score="1").edition == 2


def test_a_score_that_was_cleared_is_gone_and_by_the_same_rules(outlet: Outlet) -> None:
    found, plain = outlet.started(), {"findings": [], "photos": []}
    item, other = found.sheet.items.get(n=1), outlet.made().items.get(n=1)
    sent(found, **plain)
    with pytest.raises(ChangedMeanwhile):
        sent(found, key="k2", **plain, marks={}, cleared=[item.pk])
    with pytest.raises(BadInput) as refusal:
        sent(found, key="k2", edition=1, **plain, marks={}, cleared=[other.pk])
    assert (refusal.value.field, Mark.objects.get().score) == (str(other.pk), 35)
    for _ in range(2):
        assert sent(found, key="k2", edition=1, **plain, marks={}, cleared=[item.pk]).edition == 2
    assert not Mark.objects.exists()
    with pytest.raises(WrongState, match="not scored yet"):
        close(by="I1", at=later(), inspection_id=found.pk, edition=2)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"score": "41"}, ""),
        ({"findings": [Found("A3", "好"), Found("A99", "好")]}, "findings.1.article"),
        ({"findings": [Found("A3", "好", person_id="I3")]}, "findings.0.person_id"),
        ({"findings": [Found("A3", "好", photos=(b"GIF89a",))]}, "findings.0.photo"),
        ({"photos": [(None, PNG), (0, PNG + b"2")]}, "photos.1"),
    ],
)
def test_of_a_package_with_a_mistake_nothing_is_taken_in(outlet: Outlet, fields: dict[str, Any], field: str) -> None:
    found = outlet.started()
    with pytest.raises(BadInput) as refusal:
        sent(found, **fields)
    assert refusal.value.field == (field or str(found.sheet.items.get(n=1).pk))
    assert not Mark.objects.exists()
    assert not Finding.objects.exists()
    assert not Sending.objects.exists()


def test_a_photo_is_kept_once_with_its_hash_and_only_while_the_inspection_is_under_way(outlet: Outlet) -> None:
    found = outlet.scored("40", "50", "10")
    first = add_photo(by="I1", at=later(), inspection_id=found.pk, content=PNG)
    assert add_photo(by="I1", at=later(), inspection_id=found.pk, content=PNG).pk == first.pk
    for content in (b"", b"%PDF-", PNG + b"x" * 6_000_000):
        with pytest.raises(BadInput):
            add_photo(by="I1", at=later(), inspection_id=found.pk, content=content)
    other = outlet.started()
    row = {"media": "image/png", "content": PNG, "size": 9, "sha256": "a" * 64, "at": MONDAY, "by": "x"}
    theirs = Finding.objects.create(inspection=other, article="A3", text="x", at=MONDAY, by="x")
    assert refused(lambda: Photo.objects.create(inspection=found, finding=theirs, **row))
    assert refused(lambda: Photo.objects.update(size=1))
    close(by="I1", at=later(), inspection_id=found.pk, edition=1)
    assert refused(lambda: Photo.objects.create(inspection=found, **row))
    with pytest.raises(WrongState):
        add_photo(by="I1", at=later(), inspection_id=found.pk, content=PNG + b"3")
    with pytest.raises(NoSuch):
        sent(Inspection(pk=10**9, sheet=found.sheet))


def test_what_is_inferred_from_the_tone_alone_is_proposed_as_such() -> None:
    given = [one for one in proposals("你先出去凉快凉快", MONDAY.date()) if one.end]
    assert [(one.text, one.severity) for one in given] == [
        ("“你先出去凉快凉快”：语气不当（推断，请回听）", Severity.LOW)
    ]


def test_what_was_said_is_proposed_with_its_place_and_accepted_once(outlet: Outlet) -> None:
    found = outlet.started(recording="3 号 9:00 – 9:30", frame_sha256="a" * 64)
    given = proposals(SAID, found.on)
    here = [one for one in given if one.line == 3 and one.end]
    assert {SAID.split("\n")[2][one.start : one.end] for one in here} >= {"我不知道", "问别人去"}
    assert {one.article for one in here} == {"A18.6"}
    curt = proposals("柜员：什么事？\n客户：请问怎么转账？\n柜员：填单子。", found.on)
    assert len({one.key for one in curt}) == len(curt)  # each is accepted alone
    assert "整段对话缺少礼貌用语：来有迎声、走有送声" in {one.text for one in curt}  # both by A13.2
    keys = [here[0].key]
    plain = {"by": "I1", "at": later(), "inspection_id": found.pk, "said": SAID}
    (made,) = accept_said(**plain, keys=keys)
    assert (made.line, made.start, made.end, made.severity) == (3, here[0].start, here[0].end, here[0].severity)
    assert accept_said(**plain, keys=keys) == []
    for wrong in ([], ["9:0:1:A3"]):
        with pytest.raises(BadInput):
            accept_said(**plain, keys=wrong)
    assert refused(lambda: Finding.objects.create(
        inspection=found, article="A3", text="x", line=1, at=MONDAY, by="x"))  # fmt: skip
    assert refused(lambda: Finding.objects.create(
        inspection=found, article="A3", text="x", severity=3, level=2, at=MONDAY, by="x"))  # fmt: skip


def test_plus_and_minus_lines_come_after_the_scaled_base(outlet: Outlet) -> None:
    sides = [type(LINES[0])("加减", "客户表扬", "A13", Decimal(2), "plus"),
             type(LINES[0])("加减", "媒体曝光", "A13", Decimal(5), "minus")]  # fmt: skip
    sheet = outlet.made(lines=[*LINES, *sides], vetoes=[])
    found = outlet.started(sheet_id=sheet.pk)
    items = list(sheet.items.order_by("n"))
    scores = (Decimal(36), None, Decimal(9), Decimal(2), Decimal("1.5"))
    marks = {item.pk: score for item, score in zip(items, scores, strict=True)}
    with pytest.raises(BadInput):
        send(
            by="I1", at=later(), inspection_id=found.pk, edition=0, key="k", package=Package({items[3].pk: Decimal(3)})
        )
    send(by="I1", at=later(), inspection_id=found.pk, edition=0, key="k", package=Package(marks))
    done = close(by="I1", at=later(), inspection_id=found.pk, edition=1)
    assert total_of(done) == "90.5"
    with pytest.raises(BadInput):
        outlet.made(lines=[*LINES, sides[0], sides[0]])
