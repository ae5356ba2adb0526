"""Every action code that the code base can write into the trail, read off its source.

Followed from each `action=` of an audit entry back to where its text stands: a constant, the values of an enumeration,
or what the callers of the function say, and theirs. What cannot be followed is named, for `SAID_ELSEWHERE` to say.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent / "tingtang"
SINKS = {"record", "log_read"}  # of audit.actions, which alone take `action=`


@dataclass(frozen=True, eq=False)
class Source:
    """A file of the code base."""

    path: Path
    tree: ast.Module

    @property
    def room(self) -> str:
        return self.path.relative_to(ROOT).parts[0]

    @property
    def module(self) -> str:
        return ".".join(("tingtang", *self.path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")


Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def sources() -> tuple[Source, ...]:
    """The product's own files, tests and migrations left out."""
    files = (path for path in sorted(ROOT.rglob("*.py")) if not {"tests", "migrations"} & set(path.parts))
    return tuple(Source(path, ast.parse(path.read_text(encoding="utf-8"))) for path in files)


@cache
def written() -> dict[str, set[str]]:
    """Action code -> the files that write it. A code that could not be followed is `?` and the expression."""
    found: dict[str, set[str]] = {}
    for source in sources():
        for function, call in _calls(source):
            given = next((one.value for one in call.keywords if one.arg == "action"), None)
            if given is None or _name(call) not in SINKS or source.room == "audit":
                continue
            for code in _texts(source, function, given):
                found.setdefault(code, set()).add(str(source.path.relative_to(ROOT)))
        for code in _of_statements(source):
            found.setdefault(code, set()).add(str(source.path.relative_to(ROOT)))
    return found


def _of_statements(source: Source) -> set[str]:
    """Entries that are written by a joined statement take their action as the parameter `action`."""
    if source.room != "lobby":
        return set()
    dicts = (node for node in ast.walk(source.tree) if isinstance(node, ast.Dict))
    pairs = (pair for node in dicts for pair in zip(node.keys, node.values, strict=True))
    given = [value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "action"]
    return set().union(*(_texts(source, None, one) for one in given if isinstance(one, ast.JoinedStr)), set())


def details() -> dict[str, set[str]]:
    """Key of a detail -> the files that write it, as far as it is spelled out: in a dictionary called `detail`, or as a
    keyword that a function takes as `**detail`."""
    found: dict[str, set[str]] = {}
    takers = {
        (source.room, node.name): _parameters(node)
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, Function) and node.args.kwarg and node.args.kwarg.arg == "detail"
    }
    for source in sources():
        for key in _keys(source, takers):
            found.setdefault(key, set()).add(str(source.path.relative_to(ROOT)))
    return found


def subjects() -> set[str]:
    """The kinds of subjects that are spelled out where an entry is written."""
    given = [
        one.value for source in sources() for _, call in _calls(source) for one in call.keywords if one.arg == "subject"
    ]
    given += [
        node.value
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Assign) and _sets(node, "subject")
    ]
    pairs = [one.elts for one in given if isinstance(one, ast.Tuple) and len(one.elts) == 2]
    return {str(kind.value) for kind, _ in pairs if isinstance(kind, ast.Constant)}


def _keys(source: Source, takers: dict[tuple[str, str], list[str]]) -> Iterator[str]:
    spelled = [one.value for _, call in _calls(source) for one in call.keywords if one.arg == "detail"]
    assigned = (node for node in ast.walk(source.tree) if isinstance(node, ast.Assign))
    spelled += [node.value for node in assigned if _sets(node, "detail")]
    for given in spelled:
        keys = given.keys if isinstance(given, ast.Dict) else []
        yield from (str(one.value) for one in keys if isinstance(one, ast.Constant))
    for _, call in _calls(source):
        own = takers.get((source.room, _name(call)))
        if own is not None and not _of_the_trail(call):
            yield from (one.arg for one in call.keywords if one.arg and one.arg not in own)


@cache
def _calls(source: Source) -> list[tuple[Function | None, ast.Call]]:
    """(the function it stands in, the call), of every call in the file."""
    functions = [node for node in ast.walk(source.tree) if isinstance(node, Function)]
    inside = {id(node): one for one in functions for node in ast.walk(one)}
    return [(inside.get(id(node)), node) for node in ast.walk(source.tree) if isinstance(node, ast.Call)]


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _texts(source: Source, function: Function | None, given: ast.expr) -> set[str]:
    """The texts an expression of a function can have."""
    if isinstance(given, ast.Constant):
        return {str(given.value)}
    if isinstance(given, ast.IfExp):
        return _texts(source, function, given.body) | _texts(source, function, given.orelse)
    if isinstance(given, ast.JoinedStr):
        texts = {""}
        for part in given.values:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            texts = {before + after for before in texts for after in _texts(source, function, inner)}
        return texts
    if isinstance(given, ast.Attribute) and given.attr == "value":
        return _enumerated(source, function, given.value) or _lost(source, given)
    if isinstance(given, ast.Attribute) and given.attr == "action":
        return _told_to_classes(source) or _lost(source, given)
    if isinstance(given, ast.Name):
        return _named(source, function, given) or _lost(source, given)
    return _lost(source, given)


def _lost(source: Source, given: ast.expr) -> set[str]:
    return {f"?{source.path.relative_to(ROOT)} {ast.unparse(given)}"}


def _named(source: Source, function: Function | None, given: ast.Name) -> set[str]:
    """A parameter: what the callers give; a name of the function: what it is set to; else a constant of the module."""
    if function is not None:
        if given.id in _parameters(function):
            return _from_callers(source, function, given.id)
        local = [one.value for one in ast.walk(function) if isinstance(one, ast.Assign) and _sets(one, given.id)]
        if local:
            return set().union(*(_texts(source, function, one) for one in local))
    value = getattr(import_module(source.module), given.id, None)
    return {value} if isinstance(value, str) else set()


def _sets(assign: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in assign.targets)


def _parameters(function: Function) -> list[str]:
    return [one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]


def _from_callers(source: Source, function: Function, name: str) -> set[str]:
    """A private function is called in its file, another anywhere in its room."""
    texts: set[str] = set()
    default = _default(function, name)
    for one in sources():
        if one.path != source.path and (function.name.startswith("_") or one.room != source.room):
            continue
        for caller, call in _calls(one):
            if _name(call) == function.name and caller is not function and not _of_the_trail(call):
                given = _argument(call, _parameters(function), name) or default
                texts |= _texts(one, caller, given) if given is not None else set()
    return texts


def _argument(call: ast.Call, parameters: list[str], name: str) -> ast.expr | None:
    by_name = next((one.value for one in call.keywords if one.arg == name), None)
    place = parameters.index(name)
    return by_name or (call.args[place] if place < len(call.args) else None)


def _told_to_classes(source: Source) -> set[str]:
    """The `action` that instances of a class of this file are made with, wherever they are made."""
    texts: set[str] = set()
    for made in (node for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)):
        fields = [
            one.target.id for one in made.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
        ]
        if "action" not in fields:
            continue
        for one in (source,) if made.name.startswith("_") else sources():
            for caller, call in _calls(one):
                given = _argument(call, fields, "action") if _name(call) == made.name else None
                texts |= _texts(one, caller, given) if given is not None else set()
    return texts


def _of_the_trail(call: ast.Call) -> bool:
    """`audit.record`, which a room may have a `record` of its own beside."""
    return (
        isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "audit"
    )


def _default(function: Function, name: str) -> ast.expr | None:
    keyword = dict(zip((one.arg for one in function.args.kwonlyargs), function.args.kw_defaults, strict=True))
    plain = function.args.args[len(function.args.args) - len(function.args.defaults) :]
    return keyword.get(name) or dict(zip((one.arg for one in plain), function.args.defaults, strict=True)).get(name)


def _enumerated(source: Source, function: Function | None, given: ast.expr) -> set[str]:
    """All values of the enumeration that a parameter is of."""
    if function is None or not isinstance(given, ast.Name):
        return set()
    every = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    annotation = next((one.annotation for one in every if one.arg == given.id), None)
    if annotation is None:
        return set()
    kind = eval(ast.unparse(annotation), vars(import_module(source.module)))  # noqa: S307  # our own source
    return {str(one.value) for one in kind} if isinstance(kind, type) and issubclass(kind, Enum) else set()
