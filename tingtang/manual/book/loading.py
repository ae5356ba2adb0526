"""Loading: the files, the checks across them, the cache."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from time import monotonic

from tingtang.manual.book.articles import paragraphs_of, read_articles, read_mechanisms
from tingtang.manual.book.checklists import read_checklists
from tingtang.manual.book.complaints import read_complaint_codes, read_routes
from tingtang.manual.book.corporate import read_corporate
from tingtang.manual.book.entries import DutyKind, Entry, Mechanism, Paragraph
from tingtang.manual.book.errors import ManualError
from tingtang.manual.book.inspections import read_inspection_lists
from tingtang.manual.book.kinds import read_kinds
from tingtang.manual.book.lobby import read_businesses, read_service_classes, read_teller_steps
from tingtang.manual.book.nodes import Node
from tingtang.manual.book.phrases import read_conduct, read_phrases
from tingtang.manual.book.routines import read_department_roles, read_plans
from tingtang.manual.book.rulebook import Rulebook, digest
from tingtang.manual.book.values import apply_edition, read_values
from tingtang.manual.book.wholes import check_wholes

Stamps = tuple[tuple[str, int], ...]
DATA = Path(__file__).resolve().parent.parent / "data"


def load(editions: Sequence[Path] = (), data: Path = DATA) -> Rulebook:
    """The manual of `data` under `editions`, later ones winning. Raises ManualError ("file:line: message").

    Cached: read again only when a file has changed. The product's own files are looked at once a second, for a page
    asks for the manual many times; editions each time.
    """
    paths = tuple(Path(edition) for edition in editions)
    for path in paths:
        if not path.is_file():
            raise ManualError(f"{path}:1: there is no such edition file")
    own = _looked_at(int(monotonic())) if data == DATA else _stamps(_files(data))
    return _load(own + _stamps(paths), paths, data)


@lru_cache(maxsize=1)
def _looked_at(_second: int) -> Stamps:
    return _stamps(_files(DATA))


def _stamps(files: Sequence[Path]) -> Stamps:
    return tuple((str(file), file.stat().st_mtime_ns) for file in files)


def _files(data: Path) -> list[Path]:
    return sorted(data.rglob("*.yaml"))


@lru_cache(maxsize=8)
def _load(_read: Stamps, editions: tuple[Path, ...], data: Path) -> Rulebook:
    entries = read_values(sorted((data / "values").glob("*.yaml")))
    articles = read_articles(data / "articles")
    paragraphs = paragraphs_of(articles.values())
    kinds = read_kinds(data / "duties.yaml")
    mechanisms = read_mechanisms(data / "mechanisms.yaml")
    known = {*articles, *paragraphs}
    _check_values(entries, known)
    _check_kinds(kinds, entries, known)
    _check_enforcement(paragraphs, entries, kinds, mechanisms)
    classes = read_service_classes(data / "service_classes.yaml", known, entries)
    phrases = read_phrases(data / "phrases.yaml", known, entries)
    conduct = read_conduct(data / "conduct.yaml", known, entries)
    codes = read_complaint_codes(data / "complaint_codes.yaml", known)
    for edition in editions:
        entries = apply_edition(edition, entries)
    check_wholes(entries)
    return Rulebook(
        entries=entries,
        articles=articles,
        paragraphs=paragraphs,
        kinds={name: kind for name, (kind, _) in kinds.items()},
        mechanisms=mechanisms,
        businesses=read_businesses(data / "businesses.yaml", known),
        service_classes=classes,
        teller_steps=read_teller_steps(data / "teller_steps.yaml", known),
        phrases=phrases,
        conduct=conduct,
        inspection_lists=read_inspection_lists(data / "inspection_items.yaml", paragraphs),
        complaint_codes=codes,
        complaint_routes=read_routes(data / "complaint_routes.yaml", codes, known),
        checklists=read_checklists(data / "checklists.yaml", known, kinds, mechanisms),
        emergency_plans=read_plans(data / "emergency_plans.yaml", known),
        department_roles=read_department_roles(data / "department_roles.yaml", codes, known),
        corporate=read_corporate(data / "corporate.yaml", codes, known),
        version=digest([*_files(data), *editions]),
    )


def _check_values(entries: Mapping[str, Entry], known: set[str]) -> None:
    for entry in entries.values():
        if entry.article not in known:
            raise ManualError(f"{entry.where}: {entry.key}: missing article {entry.article!r}")


def _check_kinds(kinds: Mapping[str, tuple[DutyKind, Node]], entries: Mapping[str, Entry], known: set[str]) -> None:
    for kind, node in kinds.values():
        if kind.clause not in known:
            raise node.fail(f"{kind.kind}: missing article {kind.clause!r}")
        weight = (f"night.weight.{kind.kind}",) if kind.raised_by == "night" else ()
        for key in (*kind.values, *weight):
            if key not in entries:
                raise node.fail(f"{kind.kind}: the manual has no value {key!r}")


def _check_enforcement(
    paragraphs: Mapping[str, Paragraph],
    entries: Mapping[str, Entry],
    kinds: Mapping[str, tuple[DutyKind, Node]],
    mechanisms: Mapping[tuple[str, str], Mechanism],
) -> None:
    """Whatever a paragraph names exists; every kind of duty and every mechanism is named by a paragraph."""
    places = {("rule", name): node.where for name, (_, node) in kinds.items()}
    for pair, mechanism in mechanisms.items():
        if pair in places:
            raise ManualError(f"{mechanism.where}: duplicate rule {pair[1]!r}, a kind of duty at {places[pair]}")
        places[pair] = mechanism.where
    known = {("value", key) for key in entries} | set(places)
    for paragraph in paragraphs.values():
        for item in paragraph.enforced:
            if item.means != "not_a_system_matter" and (item.means, item.key) not in known:
                raise ManualError(f"{item.where}: {paragraph.id}: there is no {item.means} {item.key!r}")
            places.pop((item.means, item.key), None)
    for (means, key), where in places.items():
        raise ManualError(f"{where}: no paragraph names the {means} {key!r} as what enforces it")
