"""What a view tells its page arrives there: the frame's context processors override it under the same name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

PACKAGE = Path(__file__).resolve().parent.parent / "tingtang"
# Django's Jinja2 engine sets these itself.
ENGINE = {"request", "csrf_input", "csrf_token"}
# The frame's own value, said once more: nothing is overridden by it.
SAME = {("at", "at"), ("at", "request.at"), ("at", "at_of(request)"), ("lang", "lang()")}
# Dictionaries that no page has as its context: forms by name, words for an action, rows, parts of an address, JSON.
NO_CONTEXT = {
    ("desk/corporate/pages.py", "person", "PersonForm()"),
    ("desk/corporate/steps.py", "at", "self.at"),
    ("desk/opinions/pages.py", "at", "step.at"),
    ("desk/manual/views/manual.py", "at", "'' if view.staff_id else view.institution.institution_id"),
    ("lobby/views/guest_panel.py", "at", "at.isoformat()"),
}
# Answers to machines, which have no frame.
OTHERS = {"JsonResponse", "HttpResponse", "json.dumps", "dumps", "tojson", "reverse", "urlencode"}


def _set_by_the_frame() -> set[str]:
    """The names that the context processors of the settings give every page."""
    (engine,) = (one for one in settings.TEMPLATES if one["OPTIONS"].get("context_processors"))
    given: set[str] = set()
    for path in engine["OPTIONS"]["context_processors"]:
        given |= set(import_string(path)(HttpRequest()))
    return given


def _dicts(node: ast.expr | None) -> Iterator[ast.Dict]:
    """The dictionaries that an expression is made of: itself, both sides of `|`, of a choice, what `**` unfolds."""
    if isinstance(node, ast.Dict):
        yield node
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                yield from _dicts(value)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from _dicts(node.left)
        yield from _dicts(node.right)
    elif isinstance(node, ast.IfExp):
        yield from _dicts(node.body)
        yield from _dicts(node.orelse)


def _said(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """(line, name, value) of everything the functions of a module may put into a context.

    A dictionary counts that is handed to a function, returned, kept under a name or unfolded; one that stands inside
    a list or another dictionary is a row of a page and hides nothing.
    """
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
    for node in {id(n): n for function in functions for n in ast.walk(function)}.values():
        for one in (each for expression in _made_of(node) for each in _dicts(expression)):
            for key, value in zip(one.keys, one.values, strict=True):
                if isinstance(key, ast.Constant):
                    yield key.lineno, str(key.value), ast.unparse(value)
        yield from _without_braces(node)


def _made_of(node: ast.AST) -> list[ast.expr | None]:
    """The expressions by which a node makes, returns or hands over a context."""
    if isinstance(node, ast.Return | ast.Assign | ast.AnnAssign | ast.AugAssign):
        return [node.value]
    if isinstance(node, ast.Call) and ast.unparse(node.func) not in OTHERS:
        return [*node.args, *(word.value for word in node.keywords if word.arg in (None, "context"))]
    return []


def _without_braces(node: ast.AST) -> Iterator[tuple[int, str, str]]:
    """The other ways to say something: `dict(name=...)`, `context.update(name=...)`, `context["name"] = ...`."""
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("dict", "context.update")):
        yield from ((node.lineno, one.arg, ast.unparse(one.value)) for one in node.keywords if one.arg)
    if isinstance(node, ast.Assign):
        into = [one.slice for one in node.targets if isinstance(one, ast.Subscript)]
        yield from ((node.lineno, str(s.value), ast.unparse(node.value)) for s in into if isinstance(s, ast.Constant))


def _overridden(source: str, taken: set[str]) -> list[tuple[int, str, str]]:
    """(line, name, value) of what a page would never be told."""
    said = sorted(set(_said(ast.parse(source))))
    return [one for one in said if one[1] in taken and one[1:] not in SAME]


def _views() -> Iterator[Path]:
    """Modules that render pages or make contexts for those that do."""
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE)
        if "tests" in place.parts or place.name == "context.py" or "api" in place.stem:
            continue
        if place.parts[0] == "desk" or "views" in str(place) or "render(" in path.read_text():
            yield path


def test_no_view_tells_its_page_something_under_a_name_that_the_frame_sets() -> None:
    taken = _set_by_the_frame() | ENGINE
    lost = [
        (str(path.relative_to(PACKAGE)), line, name, value)
        for path in _views()
        for line, name, value in _overridden(path.read_text(), taken)
    ]
    assert [one for one in lost if (one[0], *one[2:]) not in NO_CONTEXT] == []
    assert {(place, name, value) for place, _, name, value in lost} == NO_CONTEXT  # none of them stale


@pytest.mark.parametrize(
    "body",
    [
        'return render(request, "x.html", {"person": found})', 'context = {"rows": [], "person": found}',
        'context["person"] = found', "context.update(person=found)", 'context |= {"person": found}',
        'return {**rows(), **({"person": found} if found else {})}', 'return render(r, t, context={"person": found})',
        'return render(r, t, rest | {"person": found})', "return dict(person=found)",
    ],
)  # fmt: skip
def test_a_name_of_the_frame_is_seen_however_it_is_said(body: str) -> None:
    assert [name for _, name, _ in _overridden(f"def view(request):\n    {body}\n", {"person"})] == ["person"]


def test_rows_of_a_page_and_the_frames_own_clock_hide_nothing() -> None:
    body = 'return {"rows": [{"at": step.at} for step in steps], "at": request.at}'
    assert _overridden(f"def view(request):\n    {body}\n", {"at"}) == []
    assert _set_by_the_frame() >= {"person", "rail", "account", "lang", "theme", "at"}
