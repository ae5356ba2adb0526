"""A customer at the kiosk, in a real browser: by touch, by keyboard, in both languages, slow, on a broken line."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tingtang.desk.tests.browser.guests.conftest import see
from tingtang.lobby.models import Ticket
from tingtang.lobby.tests.guests import GuestHall
from tingtang.organisation.positions import Position

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Opened = Callable[..., Page]
# Printing opens the machine's own dialog; what is counted is that the page asked for it.
PRINTS = "window.prints = 0; window.print = () => { window.prints += 1 };"
# A voice that writes down what it was asked to say.
VOICE = """
window.said = [];
const voices = [{ lang: "zh-CN", name: "z" }, { lang: "en-US", name: "e" }];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => voices, addEventListener() {}, cancel() {},
  speak(one) { window.said.push([one.lang, one.text]); setTimeout(() => one.onend && one.onend()); },
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
QUESTION = "#step > [data-question]"


def kiosk(opened: Opened, hall: GuestHall, **options: object) -> Page:
    """The kiosk of the hall."""
    path = f"/kiosk/{hall.outlet}{options.pop('query', '')}"
    return opened(hall, Position.KIOSK, path, **options)


def asks(page: Page, question: str) -> None:
    """Wait for a question."""
    expect(page.locator(QUESTION)).to_have_attribute("data-question", question)


def to_ready(page: Page) -> None:
    """Through the questions of a business that only a counter does."""
    page.click("button[value=cash]")
    asks(page, "business")
    page.click("button[value=coin_exchange]")
    asks(page, "ready")


def tickets(hall: GuestHall) -> list[Ticket]:
    """What was taken at the hall."""
    return list(Ticket.objects.filter(institution_id=hall.outlet).order_by("pk"))


def test_a_ticket_by_touch(opened: Opened, hall: GuestHall) -> None:
    page = kiosk(opened, hall)
    to_ready(page)
    page.click("footer .main")
    asks(page, "taken")
    [ticket] = tickets(hall)
    expect(page.locator("h1")).to_contain_text(ticket.number)
    assert page.evaluate("document.activeElement.tagName") == "H1"  # a screen reader is told the number
    page.click("[data-again]:visible")
    asks(page, "topic")


def test_a_ticket_by_keyboard_alone_and_the_focus_is_always_seen(opened: Opened, hall: GuestHall) -> None:
    page = kiosk(opened, hall)

    def press_on(selector: str) -> None:
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                shown = page.evaluate(
                    "getComputedStyle(document.activeElement.closest('.tile') ?? document.activeElement).outlineStyle"
                )
                assert "solid" in (outline, shown)
                return
        raise AssertionError(f"{selector} is not reached by Tab")

    press_on("button[value=cash]")
    page.keyboard.press("Enter")
    asks(page, "business")
    press_on("button[value=coin_exchange]")
    page.keyboard.press("Space")
    asks(page, "ready")
    press_on("button[value=need]")
    page.keyboard.press("Enter")
    asks(page, "need")
    press_on("button[value=disabled]")
    page.keyboard.press("Enter")
    asks(page, "reason")
    press_on("button[name=reason][value='1']")
    page.keyboard.press("Enter")
    asks(page, "ready")
    press_on("button[value=help]")
    page.keyboard.press("Enter")
    asks(page, "help")
    press_on("input[name=language]")
    page.keyboard.press("ArrowDown")
    press_on("input[value=guide]")
    page.keyboard.press("Space")
    press_on("footer .main")
    page.keyboard.press("Enter")
    asks(page, "ready")
    press_on("footer .main")
    page.keyboard.press("Enter")
    asks(page, "taken")
    [ticket] = tickets(hall)
    assert (ticket.need, ticket.language, ticket.assistance) == ("disabled", "en", ["guide"])


def test_each_step_leads_back_with_what_was_chosen(opened: Opened, hall: GuestHall) -> None:
    page = kiosk(opened, hall)
    to_ready(page)
    page.click("button[value=help]")
    page.check("input[value=wheelchair]")
    page.click("button[name=back]")
    asks(page, "ready")
    expect(page.locator(".summary")).to_contain_text("轮椅")
    page.click("button[name=back]")
    asks(page, "business")
    page.click("button[name=back]")
    asks(page, "topic")


def test_english_from_any_question_and_chinese_for_the_next_customer(opened: Opened, hall: GuestHall) -> None:
    page = kiosk(opened, hall)
    to_ready(page)
    page.click("button[name=lang]")
    expect(page.locator("h1")).to_have_text("Please check, then take a ticket")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.click("footer .main")
    asks(page, "taken")
    assert tickets(hall)[0].language == "en"
    page.click("[data-again]:visible")
    expect(page.locator("h1")).to_contain_text("您好")


def test_who_one_is_is_typed_veiled_by_key_and_touch_and_never_read_aloud(opened: Opened, hall: GuestHall) -> None:
    page = kiosk(opened, hall, init=VOICE)
    page.click("[data-speech]")
    page.click("button[value=identify]")
    asks(page, "identify")
    page.click("button[value=phone]")
    asks(page, "number")
    page.keyboard.type("1390000")
    for key in "11112":
        page.click(f"[data-key='{key}']")
    page.click("[data-delete]")
    expect(page.locator("#number")).to_have_value("13900001111")
    assert page.evaluate("getComputedStyle(document.getElementById('number')).webkitTextSecurity") == "disc"
    page.keyboard.press("Enter")
    asks(page, "topic")
    expect(page.locator(".word.is-ok")).to_contain_text("已收到")
    assert not any("1390000" in text for _, text in page.evaluate("window.said"))
    assert "13900001111" not in page.content()
    page.click("button[value=cash]")
    page.click("button[value=coin_exchange]")
    asks(page, "ready")
    page.click("footer .main")
    asks(page, "taken")
    assert tickets(hall)[0].service_class == "ordinary"


def test_a_faster_channel_is_taken_up_or_declined_by_the_customer(opened: Opened, hall: GuestHall) -> None:
    page = kiosk(opened, hall)
    page.click("button[value=pay]")
    page.click("button[value=transfer]")
    asks(page, "faster")
    page.click("button[value=declined]")
    asks(page, "ready")
    page.click("button[name=back]")
    asks(page, "faster")
    page.click("button[value=accepted]")
    asks(page, "diverted")
    assert [(one.suggestion, one.state) for one in tickets(hall)] == [("accepted", "left")]


def test_silence_asks_first_can_be_extended_and_then_leaves_nothing(opened: Opened, hall: GuestHall) -> None:
    """EN 301 549 9.2.2.1: told before, at least 20 seconds to answer, ten times and more."""
    page = opened(hall, Position.KIOSK, "/healthz")
    page.clock.install()
    page.goto(page.url.replace("/healthz", f"/kiosk/{hall.outlet}"))
    to_ready(page)
    for _ in range(11):
        page.clock.run_for(60_500)
        expect(page.locator("#still")).to_be_visible()
        assert int(page.locator("[data-left]").inner_text()) >= 20
        page.clock.run_for(19_000)
        page.click("[data-more]")
        expect(page.locator("#still")).to_be_hidden()
        asks(page, "ready")
    page.clock.run_for(60_500)
    page.keyboard.press("Escape")  # the key says "I am here", too
    expect(page.locator("#still")).to_be_hidden()
    page.clock.run_for(60_500)
    page.clock.run_for(31_000)
    asks(page, "topic")
    assert tickets(hall) == []


def test_the_greeting_waits_without_asking(opened: Opened, hall: GuestHall) -> None:
    page = opened(hall, Position.KIOSK, "/healthz")
    page.clock.install()
    page.goto(page.url.replace("/healthz", f"/kiosk/{hall.outlet}"))
    page.clock.run_for(600_000)
    expect(page.locator("#still")).to_be_hidden()


def test_nothing_of_a_customer_is_left_on_the_device(opened: Opened, hall: GuestHall) -> None:
    page = kiosk(opened, hall)
    to_ready(page)
    page.click("button[value=need]")
    page.click("button[value=ill]")
    page.click("button[name=reason][value='0']")
    page.click("footer .main")
    asks(page, "taken")
    key = tickets(hall)[0].key
    page.click("[data-again]:visible")
    asks(page, "topic")
    kept = page.evaluate("JSON.stringify([Object.keys(localStorage), {...sessionStorage}])")
    assert key not in kept
    assert kept in ("[[],{}]", f'[[],{{"htmx-current-path-for-history":"/kiosk/{hall.outlet}"}}]')
    assert key not in page.content()
    page.go_back()
    assert key not in page.content()
    assert "不舒服" not in page.content()


def test_a_broken_line_keeps_the_choices_and_the_repeat_takes_one_ticket(opened: Opened, hall: GuestHall) -> None:
    page = kiosk(opened, hall)
    to_ready(page)
    page.context.set_offline(True)
    page.click("footer .main")
    expect(page.locator("#trouble")).to_be_visible()
    asks(page, "ready")
    page.context.set_offline(False)
    # The answer of the second try is lost on its way back; the third gets the same ticket.
    page.route(re.compile(r"/ticket$"), lambda route: (route.fetch(), route.abort())[0], times=1)
    page.click("footer .main")
    see(page, lambda: len(tickets(hall)) == 1)
    expect(page.locator("#trouble")).to_be_visible()
    page.click("footer .main")
    asks(page, "taken")
    [ticket] = tickets(hall)
    expect(page.locator("h1")).to_contain_text(ticket.number)


def test_a_double_touch_takes_one_ticket(opened: Opened, hall: GuestHall) -> None:
    page = kiosk(opened, hall)
    to_ready(page)
    page.locator("footer .main").dblclick()
    asks(page, "taken")
    assert len(tickets(hall)) == 1


@pytest.mark.parametrize("width", ["58", "80"])
def test_a_ticket_is_printed_once_on_a_sheet_as_long_as_itself(opened: Opened, hall: GuestHall, width: str) -> None:
    page = kiosk(opened, hall, query=f"?paper={width}", init=PRINTS)
    to_ready(page)
    page.click("footer .main")
    asks(page, "taken")
    see(page, lambda: page.evaluate("window.prints") == 1)
    expect(page.locator("[data-print]")).to_be_disabled()
    sheet = page.evaluate("document.adoptedStyleSheets[0].cssRules[0].cssText")
    assert re.search(rf"size: {width}mm \d+mm", sheet)
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 1
    [box] = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert round(float(box[0]) / 72 * 25.4) == int(width)


def test_without_a_printer_it_prints_when_asked_and_once(opened: Opened, hall: GuestHall) -> None:
    page = kiosk(opened, hall, init=PRINTS)
    to_ready(page)
    page.click("footer .main")
    asks(page, "taken")
    assert page.evaluate("window.prints") == 0
    page.click("[data-print]")
    expect(page.locator("[data-print]")).to_be_disabled()
    assert page.evaluate("window.prints") == 1


def test_it_reads_aloud_when_asked_and_in_the_chosen_language(opened: Opened, hall: GuestHall) -> None:
    page = kiosk(opened, hall, init=VOICE)
    assert page.evaluate("window.said") == []
    page.click("[data-speech]")
    said = page.evaluate("window.said")
    assert said[0] == ["zh-CN", page.locator("[data-speech]").get_attribute("data-hello")]
    assert "您好" in said[1][1]
    assert any("存取现金" in text for _, text in said)
    page.click("button[name=lang]")
    expect(page.locator("h1")).to_have_text("Welcome. What would you like to do?")
    assert page.evaluate("window.said").pop()[0] == "en-US"
    expect(page.locator("[data-speech]")).to_have_attribute("aria-pressed", "true")


def test_without_sight_the_keypad_alone_leads_to_a_ticket(opened: Opened, hall: GuestHall) -> None:
    """EN 301 549 5.1.3: speech begins, stops and repeats by key, and says what has the focus and what is chosen."""
    page = opened(hall, Position.KIOSK, "/healthz", init=VOICE)
    page.clock.install()
    page.goto(page.url.replace("/healthz", f"/kiosk/{hall.outlet}"))

    def said() -> list[str]:
        texts: list[str] = page.evaluate("window.said.splice(0).map(([, text]) => text)")
        return texts

    def tab_to(selector: str) -> str:
        for _ in range(30):
            said()
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return " ".join(said())
        raise AssertionError(f"{selector} is not reached by Tab")

    page.keyboard.press("*")
    assert said()[0].startswith("朗读已打开")
    page.keyboard.press("#")
    assert "您好" in said()[0]
    assert "存取现金" in tab_to("button[value=cash]")
    page.keyboard.press("Enter")
    asks(page, "business")
    tab_to("button[value=coin_exchange]")
    page.keyboard.press("Enter")
    asks(page, "ready")
    tab_to("button[value=help]")
    page.keyboard.press("Enter")
    asks(page, "help")
    tab_to("input[value=guide]")
    page.keyboard.press("Space")
    assert said() == ["引导陪同，已选"]
    page.clock.run_for(60_500)
    assert any("还需要时间吗" in text for text in said())
    page.clock.run_for(20_000)
    assert "10 秒" in " ".join(said())
    page.keyboard.press("Escape")
    tab_to("footer .main")
    page.keyboard.press("Enter")
    asks(page, "ready")
    tab_to("footer .main")
    page.keyboard.press("Enter")
    asks(page, "taken")
    assert tickets(hall)[0].number in " ".join(said()).replace(" ", "")
    page.keyboard.press("*")
    page.keyboard.press("Tab")
    assert said() == []


def test_a_device_that_cannot_speak_says_so_in_writing(opened: Opened, hall: GuestHall) -> None:
    page = kiosk(opened, hall)
    page.click("[data-speech]")
    expect(page.locator(".mute")).to_contain_text("本机不能朗读")


def test_it_shows_the_servers_time_whatever_the_device_believes(opened: Opened, hall: GuestHall) -> None:
    wrong = "const real = Date; Date = class extends real { constructor(...a) { a.length ? super(...a) : super(0) } };"
    page = kiosk(opened, hall, init=wrong)
    page.wait_for_timeout(1500)
    shown = page.locator("[data-clock]").inner_text()
    told = page.evaluate("document.querySelector('[data-clock]').dataset.clock")
    minute, on_page = (int(told[11:13]) + 8) * 60 + int(told[14:16]), [int(part) for part in shown.split(":")[:2]]
    assert (on_page[0] * 60 + on_page[1] - minute) % (24 * 60) <= 5  # minutes since it was told: it goes on


@pytest.mark.parametrize("width", [390, 640, 1080, 1920])
def test_enlarged_or_upright_every_choice_is_reached(opened: Opened, hall: GuestHall, width: int) -> None:
    """640 px is a 1280 px kiosk at 200 %."""
    page = kiosk(opened, hall, width=width)
    to_ready(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("footer .main")
    asks(page, "taken")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("h1")).to_be_in_viewport()
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('button, a.big')].map(e => e.offsetHeight).filter(Boolean))"
    )
    assert smallest >= 48
