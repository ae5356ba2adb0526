"""What a field shows to whom."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tingtang.audit.models import Entry
from tingtang.organisation.access import Post, Tie, Viewer
from tingtang.organisation.masking import MASK_ALL, SEALED, TIED, Masker, reveal
from tingtang.organisation.positions import Position
from tingtang.shared.masking import KINDS

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ROW = {
    "customer_id": "C1",
    "name": "欧阳明",
    "phone": "13812345678",
    "id_no": "11010519491231002X",
    "assets": Decimal("9200000.00"),
    "birth_date": date(1949, 12, 31),
    "tier": "private",
    "product_name": "稳健一号",
    "memo": "",
}


def viewer(position: str = Position.WEALTH_MANAGER) -> Viewer:
    return Viewer("S1", "员工", position, "O1", (Post(position, "O1"),), username="S1")


def test_every_kind_of_masked_field_has_a_level() -> None:
    assert frozenset(KINDS) == SEALED | TIED
    assert not SEALED & TIED


def test_without_a_tie_every_kept_field_is_masked_and_the_rest_is_open() -> None:
    row = Masker(viewer(), None).mask_row(ROW)
    assert {key for key in ROW if row[key] != ROW[key]} == {"name", "phone", "id_no", "assets", "birth_date"}
    assert "12345" not in row["phone"]
    assert "9200000" not in row["assets"]


def test_the_manager_sees_name_and_assets_but_still_no_phone() -> None:
    row = Masker(viewer(), Tie.MANAGER).mask_row(ROW)
    assert {key for key in ROW if row[key] != ROW[key]} == {"phone", "id_no"}


@pytest.mark.parametrize("position", [Position.THIRD_PARTY, Position.ADMINISTRATOR])
def test_a_tie_shows_nothing_to_third_parties_and_administrators(position: str) -> None:
    shown = Masker(viewer(position), Tie.MANAGER, revealed=frozenset({"phone"})).mask_row(ROW)
    assert shown == MASK_ALL.mask_row(ROW)


def test_rows_within_rows_are_masked_too() -> None:
    shown = MASK_ALL.mask_row({"family": [{"phone": "13812345678"}], "phone": ["13812345678"]})
    assert "13812345678" not in str(shown)


def test_empty_stays_empty() -> None:
    assert MASK_ALL.mask_row({"phone": "", "name": None}) == {"phone": "", "name": None}


def test_a_product_keeps_its_name() -> None:
    assert Masker(None, None, model="product").field("name", "稳健一号") == "稳健一号"


@pytest.mark.django_db
def test_a_reveal_shows_the_one_field_and_leaves_its_reason() -> None:
    masker = reveal(viewer=viewer(), at=AT, tie=Tie.MANAGER, field="phone", subject=("customer", "C1"), reason="回电")
    assert masker.field("phone", "13812345678") == "13812345678"
    assert masker.masks("id_no")
    entry = Entry.objects.get()
    assert (entry.actor, entry.nature, entry.subject_id, entry.institution_id) == ("S1", "reveal", "C1", "O1")
    assert "13812345678" not in str(entry.detail)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("position", "tie", "field", "reason", "error"),
    [
        (Position.WEALTH_MANAGER, None, "phone", "回电", PermissionDenied),
        (Position.GUARD, Tie.MANAGER, "phone", "回电", PermissionDenied),
        (Position.THIRD_PARTY, Tie.MANAGER, "phone", "回电", PermissionDenied),
        (Position.WEALTH_MANAGER, Tie.MANAGER, "phone", " ", ValueError),
        (Position.WEALTH_MANAGER, Tie.MANAGER, "tier", "回电", ValueError),
    ],
)
def test_a_refused_reveal_leaves_no_trace_of_success(position, tie, field, reason, error) -> None:
    with pytest.raises(error):
        reveal(viewer=viewer(position), at=AT, tie=tie, field=field, subject=("customer", "C1"), reason=reason)
    assert not Entry.objects.exists()
