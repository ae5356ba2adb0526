"""YAML read strictly: every mistake is told with its file and line, no key is unknown, none stands twice.

Scalars keep their written text (PyYAML's `compose` stops before types are guessed), so `0.10` stays `0.10` and `no`
stays `no`; the unit of a value says how to read it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from tingtang.manual.book.errors import ManualError
from tingtang.shared.text import Bilingual

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML node that knows its file, so that it can complain precisely."""

    file: Path
    raw: yaml.Node

    @property
    def where(self) -> str:
        """`file:line`, the line counted from 1."""
        return f"{self.file}:{self.raw.start_mark.line + 1}"

    def fail(self, message: str) -> ManualError:
        """The error to raise at this node."""
        return ManualError(f"{self.where}: {message}")

    def text(self) -> str:
        """The scalar's text, stripped; an empty one is an error."""
        if not isinstance(self.raw, yaml.ScalarNode):
            raise self.fail("expected a single text or number")
        stripped = str(self.raw.value).strip()
        if not stripped:
            raise self.fail("is empty")
        return stripped

    def items(self) -> list[Node]:
        """The members of a list."""
        if not isinstance(self.raw, yaml.SequenceNode):
            raise self.fail("expected a list")
        return [Node(self.file, child) for child in self.raw.value]

    def pairs(self) -> Iterator[tuple[str, Node]]:
        """The (key, node) pairs of a mapping; a key that stands twice is an error at its second line."""
        if not isinstance(self.raw, yaml.MappingNode):
            raise self.fail("expected a mapping")
        seen: set[str] = set()
        for key_node, child in self.raw.value:
            key = Node(self.file, key_node).text()
            if key in seen:
                raise Node(self.file, key_node).fail(f"duplicate key {key!r}")
            seen.add(key)
            yield key, Node(self.file, child)

    def fields(self, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Node]:
        """A mapping with exactly these keys; an unknown or a missing one is an error."""
        needed = tuple(required)
        known = {*needed, *optional}
        found: dict[str, Node] = {}
        for key, node in self.pairs():
            if key not in known:
                raise node.fail(f"unknown key {key!r} (known: {', '.join(sorted(known))})")
            found[key] = node
        for key in needed:
            if key not in found:
                raise self.fail(f"{key!r} is missing")
        return found

    def texts(self) -> tuple[str, ...]:
        """A list of texts, none standing twice."""
        out: list[str] = []
        for item in self.items():
            word = item.text()
            if word in out:
                raise item.fail(f"{word!r} stands twice")
            out.append(word)
        return tuple(out)

    def bilingual(self) -> Bilingual:
        """`{zh: .., en: ..}`."""
        both = self.fields(("zh", "en"))
        return Bilingual(zh=both["zh"].text(), en=both["en"].text())

    def one_of(self, known: Sequence[str]) -> str:
        """One of these words."""
        if self.text() not in known:
            raise self.fail(f"{self.text()!r} is none of {', '.join(known)}")
        return self.text()

    def truth(self) -> bool:
        """`true` or `false`."""
        return self.one_of(("true", "false")) == "true"

    def article(self, known: Collection[str]) -> str:
        """The id of an article of the register."""
        if self.text() not in known:
            raise self.fail(f"missing article {self.text()!r}")
        return self.text()

    def day(self) -> date:
        """An ISO date."""
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            raise self.fail(f"{self.text()!r} is not a date (YYYY-MM-DD)") from None


def read(file: Path) -> Node:
    """The root node of a YAML file. Raises ManualError when it cannot be read, is not YAML, or is empty."""
    try:
        with file.open("rb") as handle:
            raw = yaml.compose(handle, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ManualError(f"{file}:{line}: not YAML: {error.problem or error.context}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ManualError(f"{file}:1: cannot be read: {reason}") from None
    if raw is None:
        raise ManualError(f"{file}:1: is empty")
    return Node(file, raw)
