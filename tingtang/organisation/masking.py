"""What a field shows to whom: the one mechanism behind lists, search, exports, the interface and pages.

`shared.masking` says which fields are kept and how each looks masked; here is who sees through. Two levels:
TIED kinds are shown to whoever has a tie to the customer; SEALED kinds stay masked for everyone until one field is
revealed with a reason that the audit trail keeps (`reveal`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from tingtang.audit import actions as audit
from tingtang.organisation.access import Tie, Viewer
from tingtang.shared.masking import Kind, kind_of, mask

SEALED: frozenset[Kind] = frozenset({"id_no", "phone", "email", "account", "address"})
TIED: frozenset[Kind] = frozenset({"name", "birth_date", "memo", "money"})


class Masker:
    """Shows the fields of one record to one viewer. Without a viewer or a tie everything kept is masked.

    `model` is whose fields these are ("customer", "familymember"): it tells a customer's `name` from a product's.
    """

    def __init__(
        self,
        viewer: Viewer | None,
        tie: Tie | None,
        *,
        model: str = "customer",
        revealed: frozenset[str] = frozenset(),
    ) -> None:
        self._tied = tie is not None and viewer is not None and viewer.reaches_customers
        self._revealed = revealed if self._tied else frozenset()
        self._model = model

    def masks(self, name: str) -> bool:
        """Whether this viewer sees the field masked."""
        kind = kind_of(name, self._model)
        if kind is None or name in self._revealed:
            return False
        return kind in SEALED or not self._tied

    def field(self, name: str, value: Any) -> Any:
        """The value as this viewer may see it: itself, or its mask as text. Empty stays empty."""
        kind = kind_of(name, self._model)
        if kind is None or value is None or value == "" or not self.masks(name):
            return value
        return mask(kind, value)

    def mask_row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A copy of the row with each kept field masked, rows within rows included."""
        return {name: self._value(name, value) for name, value in row.items()}

    def _value(self, name: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            return self.mask_row(value)
        if isinstance(value, list | tuple):
            return [self._value(name, item) for item in value]
        return self.field(name, value)


MASK_ALL = Masker(None, None)


def reveal(
    *, viewer: Viewer, at: datetime, tie: Tie | None, field: str, subject: tuple[str, str], reason: str
) -> Masker:
    """Unmask one field of one subject: leaves a REVEAL entry with its reason, returns a Masker that shows the field.

    `subject` is (model, id), such as ("customer", "C1"). Raises PermissionDenied without the capability or a tie,
    ValueError on an empty reason or a field that is not masked.
    """
    viewer.require("customer.reveal")
    if tie is None or not viewer.reaches_customers:
        raise PermissionDenied("customer.reveal")
    if kind_of(field, subject[0]) is None:
        raise ValueError(f"{field} is not masked")
    audit.reveal(by=viewer.actor, at=at, field=field, subject=subject, reason=reason, institution=viewer.institution_id)
    return Masker(viewer, tie, model=subject[0], revealed=frozenset({field}))
