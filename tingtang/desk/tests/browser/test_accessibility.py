"""Every page of the desk: no accessibility violation, no blocked resource, nothing wider than the screen.

Each page is opened as a phone, in Chinese and light, and as a tablet, in English and dark; axe looks at both whole.
What width and language do to a layout is looked at on both, and at the widest screen. Where a sheet or a menu
is opened on a page, axe looks at that alone: the page under it has its own line in PAGES.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tingtang.desk.tests.browser.conftest import Site, opening

pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[4] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# A busy machine tells the page late which colours it wants: measured too soon, a word is light and its ground dark.
SETTLED = """scheme => new Promise(done => {
  const look = () => matchMedia(`(prefers-color-scheme: ${scheme})`).matches
    ? requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)))
    : setTimeout(look, 30);
  look();
})"""
# Only what is wrong comes back: what is right is a description of the whole page, which took longer than the looking.
LOOK = "([where, options]) => axe.run(where, options).then(found => found.violations)"
OPENED = "dialog[open], :popover-open"
OpenAs = Callable[..., Page]

# (who, address, what is opened on it)
PAGES = [
    ("M1", "/", ""),
    ("M1", "/", "[data-card-record]"),
    ("M1", "/", ".why-btn"),
    ("M1", "/", ".masked button"),
    ("M1", "/", "[data-open=keys]"),
    ("M1", "/?state=waiting", ""),
    ("M1", "/?q=nobody", ""),
    ("M0", "/", ""),
    ("H1", "/team", ""),
    ("H1", "/excuses", ""),
    ("H1", "/compliance", ""),
    ("HB", "/compliance", "summary"),
    ("HB", "/compliance/cases?stands=overdue", ""),
    ("HB", "/compliance?period=2024", ""),
    ("HB", "/manual", ""),
    ("M1", "/manual?q=nothing-at-all", ""),
    ("H1", "/manual/A31", "summary"),
    ("H1", "/manual/A19", ""),
    ("H1", "/manual/A31/cases", ""),
    ("H1", "/manual/values/contact.interval_days.private", ""),
    ("HB", "/manual/proposals", ""),
    ("M1", "/manual/phrases", ""),
    ("H1", "/opinions", ""),
    ("H1", "/opinions/new", ""),
    ("HB", "/opinions/figures", ""),
    ("HB", "/inspections", ""),
    ("H1", "/satisfaction", ""),
    ("H1", "/satisfaction/symposiums/new", ""),
    ("HB", "/inspections/plan", ""),
    ("H1", "/outlet-day", ""),
    ("H1", "/registers/materials", "summary"),
    ("M1", "/", ".rail [popovertarget=account]"),
    ("M1", "/", ".duty-card [popovertarget]"),
    ("HB", "/audit", ""),
    ("M1", "/trace", ""),
    ("M1", "/password", ""),
    ("M1", "/developers", ""),
    ("H1", "/tokens", "summary"),
    ("AD", "/tokens?ended=1", ""),
    ("M1", "/nowhere", ""),
    ("AD", "/operations", ""),
    ("W1", "/referrals", ""),
    ("T1", "/referrals", ""),
    ("T1", "/referrals", ".page-head a.btn-primary"),
    ("W1", "/referrals/1", ""),
    ("H1", "/referrals/4", ""),
    ("W1", "/referrals/prospects", ""),
    ("H1", "/referrals/board", ""),
    ("T1", "/referrals/report", ""),
    ("M0", "/referrals", ""),
    ("M1", "/advice", ""),
    ("H1", "/advice", ""),
    ("M0", "/advice", ""),
    ("M1", "/advice/products", ""),
    ("M1", "/advice/products/W01", ""),
    ("M1", "/advice/customers", ""),
    ("M1", "/advice/customers/C00001", ""),
    ("M1", "/advice/customers/C00002", ""),
    ("M1", "/advice/sales/1", ""),
    ("M1", "/advice/sales/2", ""),
    ("M1", "/customers?q=nobody", ""),
    ("M1", "/customers/C00001", "summary"),
    ("M1", "/customers/C00001/brief", ""),
    ("M1", "/customers/C00003/information", ""),
    ("M1", "/customers/C00003/information", "td a[hx-get$=email]"),
    ("M1", "/customers/C00003", ""),
    ("M1", "/customers/C00003", "a[hx-get$=consent]"),
    ("H1", "/corrections", ""),
    ("H1", "/corrections", "td a.btn"),
    ("M1", "/customers/C00001/book", ""),
    ("H1", "/bookings", ""),
    ("M1", "/bookings/mine", ""),
    ("H1", "/bookings/register", ""),
    ("H1", "/lists", ""),
    ("H1", "/lists?few=20", "summary"),
    ("H1", "/board", "summary"),
    ("H1", "/targets", ""),
    ("M1", "/campaigns/new", ""),
    ("M1", "/customers/C00001/plan", ""),
    ("M1", "/customers/C00001/survey", ""),
]


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe finds, one line each."""
    if not page.evaluate("'axe' in window"):  # one page as it stands is looked at several times
        page.evaluate(AXE.read_text())
    where = {"include": [[OPENED]]} if page.locator(OPENED).count() else {"include": [["html"]]}
    found = page.evaluate(LOOK, [where, {**options, "resultTypes": ["violations"]}])
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]} {v['nodes'][0]['failureSummary'][:300]}" for v in found]


@pytest.fixture(scope="module")
def page_of(site: Site, chromium: Browser) -> Iterator[OpenAs]:
    """`page_of("M1")` -> the same page each time: what has been loaded once is not loaded again for every address."""
    with opening(site, chromium) as open_as:
        yield cache(open_as)


@contextmanager
def said(page: Page) -> Iterator[list[str]]:
    """What the page throws or is forbidden meanwhile."""
    troubles: list[str] = []

    def thrown(error: Any) -> None:
        troubles.append(str(error))

    def told(line: Any) -> None:
        if "Content Security Policy" in line.text:
            troubles.append(line.text)

    page.on("pageerror", thrown)
    page.on("console", told)
    yield troubles
    page.remove_listener("pageerror", thrown)
    page.remove_listener("console", told)


@pytest.mark.parametrize(("who", "address", "opened"), PAGES)
def test_a_page_can_be_used_by_everyone(site: Site, page_of: OpenAs, who: str, address: str, opened: str) -> None:
    page = page_of(who)
    with said(page) as troubles:
        found = everyone(page, site, address, opened)
    assert troubles + found == []


def test_what_a_page_throws_or_is_forbidden_is_found(page_of: OpenAs) -> None:
    page = page_of("M1")
    with said(page) as troubles:
        page.evaluate("setTimeout(() => { throw new Error('a mistake of ours') })")
        page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: '0'}))")
        page.wait_for_timeout(500)
    assert "a mistake of ours" in troubles
    assert any("Content Security Policy" in one for one in troubles)


def everyone(page: Page, site: Site, address: str, opened: str) -> list[str]:
    """What keeps somebody from using the page, or what is opened on it."""
    troubles = []
    for width, lang, scheme, other in ((390, "zh", "light", 1920), (1024, "en", "dark", 390)):
        show(page, site, address, opened, width, lang, scheme)
        troubles += [f"{width} {lang} {scheme}: {trouble}" for trouble in violations(page, RULES)]
        troubles += layout(page, f"{width} {lang}")
        page.set_viewport_size({"width": other, "height": 900})
        troubles += layout(page, f"{other} {lang}")
    return troubles


def show(page: Page, site: Site, address: str, opened: str, width: int, lang: str, scheme: str) -> None:
    """Open the page, and on it what is to be opened."""
    page.set_viewport_size({"width": width, "height": 900})
    page.context.add_cookies([{"name": "lang", "value": lang, "url": site.address}])
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{site.address}{address}")
    page.evaluate(SETTLED, scheme)
    if opened and page.locator(opened).first.is_visible():
        page.locator(opened).first.click()
        if opened != "summary":  # what comes from the server comes when it can
            page.locator(OPENED).first.wait_for()
        page.wait_for_timeout(200)


def layout(page: Page, where: str) -> list[str]:
    """Whether the page is wider than its screen."""
    fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return [] if fits else [f"{where}: wider than the screen"]


def test_whatever_is_opened_lies_on_a_page_that_is_looked_at_by_itself() -> None:
    alone = {(who, address) for who, address, opened in PAGES if not opened}
    covering = {(who, address) for who, address, opened in PAGES if opened and opened != "summary"}
    assert covering <= alone


def test_what_is_wrong_in_an_opened_sheet_is_found(site: Site, open_as: OpenAs) -> None:
    page = open_as("M1")
    show(page, site, "/", "[data-card-record]", 1024, "zh", "light")
    page.evaluate("document.querySelector('dialog[open] h2').insertAdjacentHTML('afterend', '<button></button>')")
    assert [trouble.split(":")[0] for trouble in violations(page, RULES)] == ["button-name"]
