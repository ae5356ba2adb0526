"""What emergency plans, trainings, skills and departments are called on a page, in both languages."""

from __future__ import annotations

from typing import Any

from tingtang.desk.language import lang, t
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import SkillCode

SKILLS_EN = {
    "en": "English", "ja": "Japanese", "ko": "Korean", "ru": "Russian", "fr": "French", "de": "German",
    "es": "Spanish", "ar": "Arabic", "yue": "Cantonese", "sign": "Sign language",
}  # fmt: skip


def plan_name(code: str) -> str:
    """An emergency plan's title; one the manual no longer has is shown by its code."""
    plan = rulebook().emergency_plans.get(code)
    return plan.title.pick(lang()) if plan else code


def step_text(step: dict[str, Any]) -> str:
    """A step as it was frozen into its run."""
    return str(step[lang()])


def course_what(code: str) -> str:
    """What kind of training."""
    return {
        "practice": t("岗位练兵", "Practice"), "lesson": t("业务辅导", "Lesson"),
        "training": t("技能培训", "Training"), "assessment": t("技能考核", "Assessment"),
    }[code]  # fmt: skip


def skill_name(code: str) -> str:
    """A language, or sign language."""
    return SKILLS_EN[code] if lang() == "en" else str(SkillCode(code).label)


def skill_level(code: str) -> str:
    """How far a skill goes."""
    return {"simple": t("简单会话", "simple talk"), "fluent": t("流利", "fluent")}[code]


def department_name(code: str) -> str:
    """A department of A36."""
    return rulebook().complaint_codes.departments[code].title.pick(lang())


def department_part(code: str) -> str:
    """Its part in the management of service."""
    return {"lead": t("牵头", "leads"), "assist": t("配合", "assists"), "take_part": t("参与", "takes part")}[code]


GLOBALS = {
    "plan_name": plan_name, "step_text": step_text, "course_what": course_what, "skill_name": skill_name,
    "skill_level": skill_level, "department_name": department_name, "department_part": department_part,
}  # fmt: skip
