"""The kiosk's conversation: one question after another, and back, with nothing kept in between."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from tingtang.lobby.states import Need
from tingtang.lobby.views import guest_flow as flow
from tingtang.lobby.views import guest_words as words
from tingtang.lobby.views import staff_words
from tingtang.manual.book import load

BOOK = load().businesses
QUESTIONS = {"topic", "business", "faster", "need", "reason", "help", "ready"}


def said(text: str) -> flow.Answers:
    return flow.read(QueryDict(text), BOOK)


def asked(text: str, offer: bool = False) -> str:
    return flow.question(said(text), offer=offer)


def stepped(text: str, offer: bool = False) -> str:
    """The question after a form was posted."""
    answers = flow.step(QueryDict(text), BOOK, lambda _: offer)
    return flow.question(answers, offer=offer)


def test_a_visit_goes_from_the_errand_to_the_business_to_the_ticket() -> None:
    assert asked("") == "topic"
    assert asked("topic=cash") == "business"
    assert asked("topic=cash&business=coin_exchange") == "ready"


def test_a_faster_channel_is_suggested_once_and_only_where_there_is_one() -> None:
    assert asked("business=transfer", offer=True) == "faster"
    assert asked("business=transfer&suggestion=declined", offer=True) == "ready"
    assert asked("business=transfer", offer=False) == "ready"


def test_need_and_help_are_asked_of_those_who_want_them() -> None:
    assert asked("business=coin_exchange&detour=need") == "need"
    assert asked("business=coin_exchange&detour=help") == "help"


def test_a_need_asks_for_its_reason_before_a_ticket_is_given() -> None:
    assert asked("business=coin_exchange&chosen_need=old") == "reason"
    assert asked("business=coin_exchange&need=old") == "reason"
    assert asked("business=coin_exchange&need=old&reason=1") == "ready"


def test_another_need_asks_for_its_own_reason() -> None:
    assert asked("business=coin_exchange&need=old&reason=1&chosen_need=ill") == "reason"


def test_who_has_no_need_after_all_has_none() -> None:
    answers = said("business=coin_exchange&need=old&reason=1&chosen_need=")
    assert (answers.need, answers.reason) == ("", "")
    assert flow.question(answers, offer=False) == "ready"


@pytest.mark.parametrize(
    ("form", "before"),
    [
        ("topic=cash&back=1", "topic"),
        ("business=coin_exchange&back=1", "business"),
        ("business=coin_exchange&detour=need&back=1", "ready"),
        ("business=coin_exchange&detour=help&back=1", "ready"),
        ("business=coin_exchange&need=old&back=1", "need"),
        ("business=coin_exchange&need=old&reason=0&change=business", "business"),
    ],
)
def test_every_question_leads_back(form: str, before: str) -> None:
    assert stepped(form) == before


def test_back_from_the_ticket_leads_to_the_suggestion_where_there_was_one() -> None:
    assert stepped("business=transfer&suggestion=declined&back=1", offer=True) == "faster"
    assert stepped("business=transfer&back=1", offer=True) == "business"


def test_back_from_help_keeps_what_was_ticked() -> None:
    answers = flow.step(QueryDict("business=gold&detour=help&assistance=wheelchair&back=1"), BOOK, lambda _: False)
    assert answers.assistance == ("wheelchair",)


def test_what_is_no_choice_is_not_answered() -> None:
    nonsense = said("topic=x&business=y&need=z&reason=9&language=klingon&assistance=car&suggestion=maybe&detour=reason")
    assert nonsense == flow.Answers()


def test_a_reason_that_the_need_does_not_have_is_asked_for_again() -> None:
    assert asked("business=coin_exchange&need=old&reason=99") == "reason"
    assert asked("business=coin_exchange&need=old&reason=-1") == "reason"


def test_who_chose_the_english_screen_is_served_in_english_unless_they_say_otherwise() -> None:
    assert said("lang=en").spoken == "en"
    assert said("lang=en&language=zh").spoken == "zh"
    assert said("").spoken == "zh"


def test_the_ticket_keeps_the_reason_in_words() -> None:
    assert flow.reason_text(said("business=gold&need=disabled&reason=1")) == "视力障碍"
    assert flow.reason_text(said("business=gold")) == ""


def test_what_travels_hidden_comes_back_as_it_was() -> None:
    answers = said(
        "key=k&lang=en&business=transfer&suggestion=declined&need=ill&reason=2&language=sign&assistance=forms"
    )
    form = QueryDict(mutable=True)
    for name, value in answers.hidden():
        form.appendlist(name, value)
    assert flow.read(form, BOOK) == answers


POSTED = """topic=cash business=transfer business=gold suggestion=declined need=old reason=0 chosen_need=ill detour=need
detour=help back=1 change=business lang=en assistance=forms business= need="""
FIELDS = st.sampled_from(POSTED.split())


@given(st.lists(FIELDS, max_size=8), st.booleans())
def test_whatever_is_posted_leads_to_a_question_and_back_always_ends_at_the_first(form: list[str], offer: bool) -> None:
    answers = flow.step(QueryDict("&".join(form)), BOOK, lambda _: offer)
    for _ in range(8):
        assert flow.question(answers, offer=offer) in QUESTIONS
        answers = flow.back(answers, offer=offer)
    assert flow.question(replace(answers, detour=""), offer=offer) == "topic"


# -- the words --------------------------------------------------------------------------------------------------------


def test_every_business_of_the_manual_stands_under_exactly_one_topic() -> None:
    shown = [one.code for topic in words.TOPICS for one in words.businesses_of(topic.code, BOOK)]
    assert sorted(shown) == sorted(BOOK)


def test_a_topic_names_only_businesses_that_the_manual_has() -> None:
    assert {code for topic in words.TOPICS for code in topic.businesses} <= set(BOOK)


def test_a_business_that_no_topic_names_stands_with_its_group() -> None:
    strange = replace(BOOK["gold"], code="crypto")
    assert words.topic_of(strange) == "wealth"
    assert words.businesses_of("wealth", {**BOOK, "crypto": strange})[-1] is strange


def test_a_screen_holds_no_more_than_six_choices() -> None:
    assert max(len(words.businesses_of(topic.code, BOOK)) for topic in words.TOPICS) <= 6


def test_needs_are_those_of_the_ticket_and_each_may_be_kept_private() -> None:
    assert {one.code for one in words.NEEDS} == set(Need.values) == set(words.REASONS)
    assert all(reasons[-1] is words.PRIVATELY for reasons in words.REASONS.values())


def test_every_channel_of_the_manual_has_its_words() -> None:
    assert {name for one in BOOK.values() for name in one.channels} <= set(words.CHANNELS)


def test_every_language_and_help_of_the_kiosk_has_its_word_at_the_counter() -> None:
    assert {one.code for one in words.LANGUAGES} <= set(staff_words.LANGUAGES)
    assert {one.code for one in words.ASSISTANCE} <= set(staff_words.ASSISTANCE)
    assert set(staff_words.ASSISTANCE) == set(staff_words.ASSISTANCE_ICONS)
