"""Migrations at a third of Django's price: a new table renders one model, not all that hang together with it.

While migrations run Django keeps the models as they were at that step. For a new model it renders again every model
that can be reached from it along foreign keys; nearly all can, so 140 tables cost some 7,000 classes and most of the
time of a first `migrate`. Nothing of that is needed: nobody points at a table that was not there, and a class that
joins a registry tells those it points at by itself. What changes or removes a model goes Django's way, untouched.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def new_models_rendered_alone() -> Iterator[None]:
    """Within it, adding a model to the state of migrations renders that model only."""
    plainly = ProjectState.add_model

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        rendered = self.__dict__.pop("apps", None)  # out of sight, so that Django only takes note of the model
        plainly(self, model_state)
        if rendered is not None:
            self.__dict__["apps"] = rendered
            rendered.render_multiple([model_state])

    ProjectState.add_model = add_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = plainly  # type: ignore[method-assign]
