"""A table as it came to the browser: every row has a cell for each column that the head names."""

from __future__ import annotations

from html.parser import HTMLParser


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[int]] = []
        self.open: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.open.append(len(self.tables) if "rows" in (dict(attrs).get("class") or "").split() else -1)
            self.tables += [[]] if self.open[-1] >= 0 else []
        elif self.open and self.open[-1] >= 0:
            rows = self.tables[self.open[-1]]
            if tag == "tr":
                rows.append(0)
            elif tag in ("td", "th"):
                rows[-1] += int(dict(attrs).get("colspan") or 1)

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.open.pop()


def widths(page: str) -> list[set[int]]:
    """How many columns the rows of each list table of a page have: one number a table when it is even."""
    parser = _Rows()
    parser.feed(page)
    return [set(rows) for rows in parser.tables]


def uneven(page: str) -> list[set[int]]:
    """The tables whose rows differ."""
    return [one for one in widths(page) if len(one) > 1]
