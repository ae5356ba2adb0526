"""What the phrase check says, in both languages."""

from __future__ import annotations

from tingtang.desk.language import lang, t
from tingtang.manual.queries import rulebook


def phrase_kind(kind: str) -> str:
    """The kind of a finding in words."""
    return {
        "forbidden": t("禁语", "Never said"),
        "scornful": t("蔑视语", "Scorn"),
        "impatient": t("烦躁语", "Impatience"),
        "negating": t("否定语", "Denial"),
        "defiant": t("斗气语", "Defiance"),
        "tone": t("语气不当", "Tone"),
        "missing": t("缺少", "Missing"),
    }[kind]


def phrase_situation(situation: str) -> str:
    """Where it is said: one of the four situations of A18.6, or a polite step."""
    steps = {step.step: step.title.pick(lang()) for step in rulebook().phrases.steps}
    return {
        "addressing": t("称呼客户", "Addressing"),
        "asked": t("客户询问", "Being asked"),
        "handling": t("办理业务", "Handling business"),
        "complaint": t("客户提意见", "Hearing a complaint"),
        "topic": t("看说的是什么事", "Told by what it is about"),
        **steps,
    }[situation]


def phrase_severity(severity: str) -> tuple[str, str, str]:
    """Tone, shape and word of a severity."""
    return {
        "high": ("late", "alert-triangle", t("严重", "grave")),
        "medium": ("soon", "alert-circle", t("中等", "medium")),
        "low": ("", "info-circle", t("轻微", "slight")),
    }[severity]


GLOBALS = {"phrase_kind": phrase_kind, "phrase_situation": phrase_situation, "phrase_severity": phrase_severity}
