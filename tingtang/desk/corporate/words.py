"""What the codes of corporate work are called on a page, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tingtang.desk.formats import money
from tingtang.desk.language import lang, t
from tingtang.desk.names import institution_name, position_name
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import Institution, Staff
from tingtang.shared.text import Bilingual

EVENTS = {
    "made": Bilingual("建立线索", "Lead written down"),
    "facts": Bilingual("补充信息", "Facts added"),
    "person": Bilingual("更新决策链", "Chain of decision"),
    "called": Bilingual("电话访谈", "Call"),
    "visit_planned": Bilingual("约定拜访", "Visit agreed"),
    "confirmed": Bilingual("拜访再次确认", "Visit confirmed"),
    "visited": Bilingual("拜访", "Visited"),
    "called_off": Bilingual("取消拜访", "Visit called off"),
    "proposed": Bilingual("服务建议书", "Proposal"),
    "opening_agreed": Bilingual("约定开户", "Opening agreed"),
    "opened": Bilingual("已开户", "Opened"),
    "lacking": Bilingual("缺件", "Papers missing"),
    "told": Bilingual("已告知客户", "Client told"),
    "not_come": Bilingual("到期未开户", "Not opened by the date"),
    "asked": Bilingual("提交需求", "Need passed on"),
    "answered": Bilingual("部门答复", "Department answered"),
    "passed_up": Bilingual("上层营销", "Passed up"),
    "set_up": Bilingual("关系建立", "Set up"),
    "returned": Bilingual("回访", "Returned to"),
    "lost": Bilingual("未成", "Lost"),
}
OUTCOMES = {
    "opens": Bilingual("同意开户", "Will open"),
    "visit": Bilingual("约定拜访", "Agreed to a visit"),
    "need": Bilingual("另有需求", "Has another need"),
    "proposal": Bilingual("需要方案", "Wants a proposal"),
    "again": Bilingual("再联系", "To be called again"),
    "unwilling": Bilingual("暂无意向", "Unwilling"),
}
SIZES = {
    "small": Bilingual("小型", "Small"),
    "medium": Bilingual("中型", "Medium"),
    "large": Bilingual("大型", "Large"),
}
LEVELS = {
    "clerk": Bilingual("经办人员", "Clerk"),
    "manager": Bilingual("部门负责人", "Department head"),
    "executive": Bilingual("企业负责人", "Executive"),
}
PARTS = {
    "decides": Bilingual("决策人", "Decides"),
    "influences": Bilingual("影响人", "Influences"),
    "finance": Bilingual("财务人员", "Finance"),
    "uses": Bilingual("经办人", "Works with us"),
}
ATTITUDES = {
    "unknown": Bilingual("未知", "Unknown"),
    "for": Bilingual("支持", "For us"),
    "neutral": Bilingual("中立", "Neutral"),
    "against": Bilingual("反对", "Against"),
}
VISITS = {
    "planned": Bilingual("已约定", "Agreed"),
    "held": Bilingual("已拜访", "Held"),
    "called_off": Bilingual("已取消", "Called off"),
}
OPENINGS = {
    "agreed": Bilingual("已约定", "Agreed"),
    "lacking": Bilingual("缺件", "Papers missing"),
    "opened": Bilingual("已开户", "Opened"),
    "not_come": Bilingual("未开户", "Did not open"),
}
TABLES = {
    "event": EVENTS, "outcome": OUTCOMES, "size": SIZES, "level": LEVELS, "part": PARTS, "attitude": ATTITUDES,
    "visit": VISITS, "opening": OPENINGS,
}  # fmt: skip
TONES = {"new": "", "contacted": "", "visit": "soon", "proposal": "soon", "opening": "soon", "set_up": "ok", "lost": ""}


def corporate_word(table: str, code: str) -> str:
    """What a code of one of the tables is called."""
    words = TABLES[table].get(code)
    return words.pick(lang()) if words else code


def corporate_line(part: str, code: str) -> str:
    """What a line of corporate.yaml says."""
    line = rulebook().corporate[part].get(code)
    return line.text.pick(lang()) if line else code


def corporate_lines(part: str) -> list[tuple[str, str, str]]:
    """(code, words, article) of every line of a part, in the manual's order."""
    return [(line.code, line.text.pick(lang()), line.article) for line in rulebook().corporate[part].values()]


def lined(part: str) -> list[tuple[str, str]]:
    """(code, words) of every line of a part of corporate.yaml."""
    return [(code, words) for code, words, _ in corporate_lines(part)]


def named(table: str, codes: Iterable[str]) -> list[tuple[str, str]]:
    """(code, words) of codes of one of the tables."""
    return [(code, corporate_word(table, code)) for code in codes]


def people_of(team: Iterable[Staff]) -> list[tuple[str, str]]:
    """(id, name and position) of people who may be chosen."""
    return [(one.pk, f"{one.name} · {position_name(one.position)}") for one in team]


def places_of(institutions: Iterable[Institution]) -> list[tuple[str, str]]:
    """(id, name) of places that may be chosen."""
    return [(one.pk, institution_name(one)) for one in institutions]


def duty_title(kind: str) -> str:
    """What a kind of duty is called."""
    return rulebook().kinds[kind].title.pick(lang())


def stage_chip(stage: str) -> tuple[str, str]:
    """(words, tone) of a stage."""
    return corporate_line("stages", stage), TONES.get(stage, "")


def why_prospect(code: str, facts: dict[str, Any]) -> str:
    """Why a customer stands in a list of prospects, with the figure it goes by."""
    assets, before = (one if isinstance(one, str) else money(one) for one in map(facts.get, ("assets", "before")))
    occupation = facts.get("occupation", "")
    said = {
        "no_settlement": t("有定期或外币存款，没有活期结算户", "time or foreign-currency deposits, nothing on demand"),
        "small": t(f"总资产只有 {assets}", f"assets of only {assets}"),
        "dormant": t(f"资产 {assets} 长期没有变化", f"assets of {assets} have not moved for long"),
        "inflow": t(f"资产由 {before} 增至 {assets}", f"assets rose from {before} to {assets}"),
        "outflow": t(f"资产由 {before} 降至 {assets}", f"assets fell from {before} to {assets}"),
        "owners": t(f"登记的职业：{occupation}", f"occupation written down: {occupation}"),
    }
    return said[code]


GLOBALS: dict[str, Any] = {
    "corporate_word": corporate_word,
    "corporate_line": corporate_line,
    "corporate_lines": corporate_lines,
    "duty_title": duty_title,
    "lined": lined,
    "named": named,
    "people_of": people_of,
    "places_of": places_of,
    "stage_chip": stage_chip,
    "why_prospect": why_prospect,
}
