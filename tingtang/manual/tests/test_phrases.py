"""What is never said is found as people say it; what is polite is left alone; places are those of the text itself."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.manual.book import load
from tingtang.manual.rules.phrases.checking import (
    Utterance,
    check,
    finder_on,
    in_force,
    missing_steps,
    moved,
    warnings,
    with_missing,
)
from tingtang.manual.rules.phrases.examples import FILES, LEARNED_FROM, evaluate, lessons, read_examples
from tingtang.manual.rules.phrases.finder import Finding, learned
from tingtang.manual.rules.phrases.plain import Table, place
from tingtang.manual.rules.phrases.tone import learn

BOOK = load()
DAY = date(2026, 11, 30)
LOOK = finder_on(BOOK, DAY)
POLITE = "请您稍等，马上为您办理"


def found(text: str) -> list[str]:
    """The words found."""
    return [one.text for one in LOOK.find(text)]


def kinds(text: str) -> set[tuple[str, str]]:
    """(kind, situation) of what is found."""
    return {(one.kind, one.situation) for one in LOOK.find(text)}


@pytest.mark.parametrize(
    ("said", "situation"),
    [
        ("哎", "addressing"), ("嘿！", "addressing"), ("喂，过来", "addressing"),
        ("我不知道", "asked"), ("不归我管", "asked"), ("自己去看", "asked"), ("问别人去", "asked"),
        ("你问我，我问谁", "asked"), ("我已经说过了，你怎么还不懂", "asked"),
        ("急什么，没看我在忙吗?", "handling"), ("您怎么老问，烦不烦!", "handling"),
        ("你怎么没完没了，我还有其它的事呢!", "handling"), ("上面写着,自己看", "handling"),
        ("我下班了，明天再来吧", "handling"),
        ("有意见，去告啊!", "complaint"), ("没空理你", "complaint"), ("我就是这种态度，你能怎么样!", "complaint"),
    ],
)  # fmt: skip
def test_every_sentence_of_the_manual_is_found_in_its_situation(said: str, situation: str) -> None:
    assert kinds(said) == {("forbidden", situation)}


@pytest.mark.parametrize(
    "said",
    [
        "我 不 知 道", "我…不，知、道", "我不知道呀", "我，不知道啊", "卧不知道", "我不知到", "我不子道", "我不曉得",
        "我\u200b不知道", "沒空理你", "没空里您", "急什麼", "着什么急", "ＪＩ？急什么", "煩不煩", "烦-不-烦", "翻不烦",
        "有意见你去告嘛", "没看我正忙着", "没看见我在忙呢", "就这态度", "你能拿我怎么着",
    ],
)  # fmt: skip
def test_spacing_script_particles_sound_and_other_words_hide_nothing(said: str) -> None:
    assert found(said)


@pytest.mark.parametrize(
    "said",
    [
        POLITE, "不知道您是否方便", "我不知道您说的是哪一笔，请您再说一下", "请您明天再来", "请您自己看一下金额",
        "您有意见请告诉我", "我去告诉大堂经理", "喂，您好，这里是中国银行", "哎呀，真对不起", "嘿嘿，您真会说笑",
        "请不要着急", "麻烦您了", "给您添麻烦了", "客户说我不知道密码", "严禁对客户说“不归我管”", "您想怎么办理",
        "这里可以给孩子喂奶", "", "   ", "12345", "😀",
    ],
)  # fmt: skip
def test_a_polite_word_a_request_and_a_quotation_are_left_alone(said: str) -> None:
    assert found(said) == []


@pytest.mark.parametrize(
    ("said", "kind"),
    [("乡巴佬", "scornful"), ("等着！", "impatient"), ("不行就是不行", "negating"), ("不办拉倒", "defiant")],
)
def test_the_four_ways_of_speaking_have_their_kinds(said: str, kind: str) -> None:
    assert {one.kind for one in LOOK.find(said)} == {kind}
    assert {one.clause for one in LOOK.find(said)} == {"A13.4"}


def test_places_are_those_of_the_text_as_it_was_written() -> None:
    text = "您好。　這個，我　不，知道啊！問　別人去"
    first, second = LOOK.find(text)
    assert (first.text, text[first.start : first.end]) == ("我　不，知道啊", "我　不，知道啊")
    assert (second.text, second.end) == ("問　別人去", len(text))


def test_no_phrase_stands_across_the_end_of_a_sentence() -> None:
    assert found("没空。理你的账我来办") == []
    assert found("没空，理你") == ["没空，理你"]


def test_of_two_that_overlap_the_longer_counts() -> None:
    assert found("有意见，去告啊") == ["有意见，去告啊"]


def test_an_offer_of_help_makes_it_slight() -> None:
    assert [one.severity for one in LOOK.find("这个不归我管，我马上带您过去")] == ["low"]
    assert [one.severity for one in LOOK.find("这个不归我管")] == ["medium"]


def test_a_phrase_is_forbidden_while_its_list_has_it(tmp_path: Path) -> None:
    edition = tmp_path / "edition.yaml"
    lists = "language.forbidden.addressing: [{from: 2026-01-01, value: [喂, 伙计]}]"
    edition.write_text(f"edition: shorter\nvalues:\n  {lists}\n")
    book = load([edition])
    names = {one.phrase for one in in_force(book, DAY) if one.kind == "forbidden" and one.situation == "addressing"}
    assert names == {"喂", "伙计"}
    assert [one.phrase for one in finder_on(book, DAY).find("伙 计，过来")] == ["伙计"]
    assert finder_on(book, DAY).find("嘿！") == []
    assert finder_on(book, date(2025, 12, 31)).find("嘿！") != []


def test_a_customer_may_say_anything() -> None:
    said = [Utterance(1, "我不知道", by_staff=False), Utterance(2, "我不知道")]
    assert [len(one) for one in check(BOOK, DAY, said)] == [0, 1]


GOOD = ["您好，欢迎光临，请问您要办理什么业务？", "请稍等，马上为您办理", "谢谢您的配合", "请慢走，再见"]


def conversation(*texts: str) -> list[Utterance]:
    """A conversation; what begins with 客 is the customer's."""
    return [Utterance(n, text.removeprefix("客"), not text.startswith("客")) for n, text in enumerate(texts, 1)]


def lacking(*texts: str) -> list[str]:
    """The steps that it lacks."""
    return [one.situation for one in missing_steps(BOOK, DAY, conversation(*texts))]


def test_a_conversation_with_every_step_lacks_nothing() -> None:
    assert lacking(*GOOD) == []


@pytest.mark.parametrize(("left_out", "step"), list(enumerate(["greeting", "please_wait", "thanks", "farewell"])))
def test_a_step_that_is_left_out_is_missing(left_out: int, step: str) -> None:
    assert step in lacking(*(text for n, text in enumerate(GOOD) if n != left_out))


def test_thanks_call_for_an_answer_and_trouble_for_an_apology() -> None:
    assert lacking(*GOOD[:2], "客谢谢", *GOOD[2:]) == ["reply"]
    assert lacking(*GOOD[:2], "客谢谢", "不客气", *GOOD[2:]) == []
    assert lacking(GOOD[0], "客等了半天了", *GOOD[1:]) == ["apology"]
    assert lacking(GOOD[0], "客等了半天了", "让您久等，对不起", *GOOD[1:]) == []


def test_a_greeting_comes_first_and_a_farewell_last() -> None:
    assert lacking(*GOOD[1:3], GOOD[0], GOOD[3]) == ["greeting"]
    assert lacking(GOOD[0], GOOD[3], GOOD[1], GOOD[2]) == ["farewell"]


def test_what_is_missing_stands_at_the_end_of_the_last_word_of_the_staff() -> None:
    said = conversation(*GOOD[:3], "客好的")
    found = with_missing(BOOK, DAY, said)
    assert [len(one) for one in found] == [0, 0, 1, 0]
    missing = found[2][0]
    assert (missing.kind, missing.text, missing.start, missing.end) == ("missing", "", 6, 6)
    assert (missing.situation, missing.clause) == ("farewell", "A13.2")


def test_where_the_staff_say_nothing_nothing_is_missing() -> None:
    assert lacking("客在吗") == []
    assert with_missing(BOOK, DAY, []) == []


def test_a_piece_of_a_text_is_placed_in_the_whole() -> None:
    one = LOOK.find("我不知道")
    assert [(moved_.start, moved_.end) for moved_ in moved(one, 10)] == [(10, 14)]


@pytest.mark.parametrize(
    ("part", "utterances", "clean", "precision", "recall"),
    [
        ("tuned", 647, 261, 0.99, 0.98),
        ("held_out", 192, 80, 0.96, 0.99),
        ("third", 124, 60, 0.89, 0.67),
        ("fourth", 103, 50, 0.86, 0.91),
    ],
)
def test_the_check_does_as_well_on_the_examples_as_its_documentation_says(
    part: str, utterances: int, clean: int, precision: float, recall: float
) -> None:
    scores = evaluate(LOOK, read_examples(FILES[part]))
    assert set(scores) == {"addressing", "asked", "handling", "complaint", "all"}
    assert (scores["all"].utterances, scores["all"].clean) == (utterances, clean)
    assert scores["all"].flagged_rightly >= precision
    assert scores["all"].heard >= recall


@pytest.mark.parametrize("said", ["您又来了，欢迎欢迎", "您懂得真多", "您又来看我们啦，快请坐", "您想得真周到"])
def test_a_welcome_and_praise_are_not_taken_for_scorn(said: str) -> None:
    assert LOOK.hear(said) == []


@pytest.mark.parametrize("said", ["行行行你对你都对", "好好好，你说了算", "是是是，都怪我", "对对对，您最有理"])
def test_giving_in_with_scorn_is_heard_as_defiance_over_a_complaint(said: str) -> None:
    assert [(one.kind, one.situation) for one in LOOK.hear(said)] == [("defiant", "complaint")]


def test_what_is_learned_from_and_what_is_held_out_share_no_utterance() -> None:
    kept = {one.text for part, file in FILES.items() if part not in LEARNED_FROM for one in read_examples(file)}
    assert not kept & {one.text for part in LEARNED_FROM for one in read_examples(FILES[part])}


def test_flat_talk_and_notes_are_seldom_taken_for_unkind() -> None:
    score = evaluate(LOOK, read_examples(FILES["flat"]))["all"]
    assert score.flagged <= 0.06 * score.utterances


def test_the_weights_are_those_learned_from_the_examples() -> None:
    again, kept = learn(lessons(LOOK)), learned()
    assert again.weights.keys() == kept.weights.keys()
    assert all(abs(weight - kept.weights[piece]) < 0.006 for piece, weight in again.weights.items())


def test_what_no_list_has_is_heard_by_its_tone_and_says_what_spoke_for_it() -> None:
    said = "您好。你先出去凉快凉快"
    (one,) = LOOK.hear(said)
    assert LOOK.find(said) == []
    assert (one.kind, one.text, one.severity, one.clause) == ("tone", said, "low", "A13.4")
    assert "出去" in one.phrase


@pytest.mark.parametrize("said", ["请您先出去凉快凉快", "客户说你先出去凉快凉快", "不得对客户说你先出去凉快凉快"])
def test_a_request_and_the_words_of_others_are_not_judged_by_their_tone(said: str) -> None:
    assert LOOK.hear(said) == []


def test_what_a_list_finds_is_not_found_again_by_its_tone() -> None:
    assert [one.kind for one in LOOK.hear("没空理你，你先出去凉快凉快")] == ["forbidden"]


def test_long_talk_is_heard_sentence_by_sentence_and_prose_is_not_judged() -> None:
    talk = "您好，这里是个人业务窗口，您的定期存单今天到期，可以转存也可以支取，您看怎么办。你先出去凉快凉快。"
    assert [one.text for one in LOOK.hear(talk)] == ["你先出去凉快凉快。"]
    assert LOOK.hear("，".join(["你先出去凉快凉快"] * 8)) == []


def test_a_memo_is_read_by_the_lists_alone() -> None:
    assert warnings(BOOK, DAY, "你先出去凉快凉快") == []
    assert [one.kind for _, one in warnings(BOOK, DAY, "没空理你")] == ["forbidden"]


@pytest.mark.parametrize(
    ("said", "situation"),
    [("难道还要我教你怎么问", "asked"), ("有本事你去媒体曝光", "complaint"), ("动作快点，后面排着队呢", "handling")],
)
def test_a_frame_tells_its_situation_by_what_the_utterance_is_about(said: str, situation: str) -> None:
    assert {one.situation for one in LOOK.find(said)} == {situation}


def test_a_phrase_is_named_before_the_frame_it_is_built_by() -> None:
    assert [one.phrase for one in LOOK.find("谁让你不早来")] == ["嫌慢去别的银行"]


def test_no_example_stands_in_two_sets() -> None:
    texts = [one.text for file in FILES.values() for one in read_examples(file)]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    ("said", "found_in_it"),
    [
        ("客户说没空理你", []),
        ("我跟客户说没空理你", ["没空理你"]),
        ("当时我直接跟她讲，爱办不办", ["爱办不办"]),
        ("客户说我跟他讲没空理你", []),  # the customer tells it: their word
        ("不得对客户说没空理你", []),
        ("柜员小李回答问别人去，已批评教育", []),
        ("他说没空理你", []),
        ("她冲着我喊没空理你", []),
        ("“没空理你”，这是客户原话", []),
        ("他说话难听，我回了他没空理你", ["没空理你"]),
        ("她跟我说完，我说我不知道", ["我不知道"]),  # what is said begins there
        ("客户说他等了很久，柜员还跟他讲没空理你", []),
    ],
)
def test_ones_own_words_told_afterwards_are_said_and_those_of_others_are_not(said: str, found_in_it: list[str]) -> None:
    assert found(said) == found_in_it


def test_a_missed_and_a_false_finding_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "few.tsv"
    file.write_text("asked\t{我不知道}\nasked\t{天气真好}\nhandling\t我不知道\n")
    score = evaluate(LOOK, read_examples(file))["all"]
    assert (score.right, score.false, score.missed) == (1, 1, 1)
    assert (score.precision, score.recall) == (0.5, 0.5)
    assert [wrong.split(":")[1] for wrong in score.wrong] == ["2", "3"]


LETTERS = st.text(st.sampled_from("我不知道您你 ，。！啊呢急什么没空理去告Ａa1沒喂哎\n\u3000😀"), max_size=30)


@given(LETTERS)
def test_a_finding_is_always_a_piece_of_the_text(text: str) -> None:
    findings = LOOK.find(text)
    assert all(text[one.start : one.end] == one.text and one.text.strip() for one in findings)
    assert all(a.end <= b.start for a, b in pairwise(findings))


@given(LETTERS)
def test_placing_says_the_same_as_translating(text: str) -> None:
    table = Table(BOOK.phrases.fillers, BOOK.phrases.same)
    placed = place(text, table)
    assert placed.said == text.translate(table)
    assert len(placed.at) == len(placed.said)


@given(
    st.sampled_from(["我不知道", "没空理你", "急什么", "烦不烦"]),
    st.sampled_from([" ", "，", "、", "…", "*", "　", "啊"]),
)
def test_whatever_is_put_between_the_characters_is_seen_through(phrase: str, between: str) -> None:
    assert [one.phrase for one in LOOK.find(between.join(phrase))] == [phrase]


def test_a_finding_says_all_there_is_to_say() -> None:
    assert LOOK.find("不归我管") == [Finding("forbidden", "不归我管", 0, 4, "asked", "medium", "不归我管", "A18.6")]
