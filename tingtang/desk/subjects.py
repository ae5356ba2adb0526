"""What the subjects of duties are called on a page when they are no customers, and where they are dealt with."""

from __future__ import annotations

from collections.abc import Iterable

from tingtang.complaints.models import Lesson
from tingtang.desk.addresses import url
from tingtang.desk.language import lang, t
from tingtang.lobby.models import DeviceFault, Ticket
from tingtang.manual.queries import rulebook
from tingtang.meetings.models import Task
from tingtang.organisation.models import Institution, Staff
from tingtang.outreach.models import Campaign

Subject = tuple[str, str]


# Subjects that are called by their number, and the page of each (zh, en, view).
_NUMBERED = {
    "referral": ("转介卡 #%s", "Card #%s", "referrals:card"),
    "lead": ("公司线索 #%s", "Lead #%s", "corporate:lead"),
    "visit": ("拜访 #%s", "Visit #%s", "corporate:visit"),
    "account_opening": ("对公开户 #%s", "Opening #%s", ""),
    "client_need": ("公司需求 #%s", "Need #%s", ""),
    "correction": ("信息更正 #%s", "Correction #%s", ""),
    "merge": ("客户合并 #%s", "Merge #%s", ""),
    "handover": ("客户移交 #%s", "Handover #%s", "handovers:handover"),
    "quota_request": ("额度申请 #%s", "Request for quota #%s", "advice:quota_request"),
    "quota_use": ("额度占用 #%s", "Use of quota #%s", ""),
    "opinion": ("意见 #%s", "Entry #%s", "opinions:entry"),
    "symposium_task": ("座谈会任务 #%s", "Task of a symposium #%s", "satisfaction:task"),
    "finding": ("检查问题 #%s", "Finding #%s", "inspections:finding"),
    "failed_item": ("检查项 #%s", "Line #%s", "routines:line"),
    "licence": ("证照 #%s", "Licence #%s", ""),
    "material": ("宣传品 #%s", "Material #%s", ""),
    "stationed": ("驻点协议 #%s", "Stationing #%s", ""),
    "facility": ("设施负责人", "Named person", ""),
    "checklist": ("检查清单", "Checklists", ""),
    "plan_run": ("应急预案 #%s", "Emergency plan #%s", "drills:run"),
    "inspection": ("检查 #%s", "Inspection #%s", "inspections:inspection"),
    "planned_inspection": ("计划检查 #%s", "Planned inspection #%s", "inspections:appoint"),
    # No number: who reads a list of duties need not know which case it is.
    "case": ("投诉件", "A complaint", "complaints:case"),
}
_PAGES = {kind: view for kind, (_, _, view) in _NUMBERED.items() if view} | {
    "ticket": "lobby:story",
    "campaign": "outreach:campaign",
    "lesson": "complaints:lesson",
    "meeting_task": "meetings:task",
}
# Duties of an institution that are dealt with on a page of its figures.
_FIGURES = {
    "satisfaction.analyse": "satisfaction:overview",
    "star_teller.restore": "satisfaction:stars",
}
# Duties of a person that are dealt with elsewhere than in the list of the kind of subject.
_OWN = {"visit.daily": "bookings:mine"}
# Dealt with in a list of such.
_LISTS = {
    "correction": "desk:corrections",
    "merge": "desk:duplicates",
    "quota_use": "advice:quotas",
    "account_opening": "corporate:openings",
    "client_need": "corporate:needs",
    "device_fault": "lobby:devices",
    "staff": "referrals:mine",
    "checklist": "routines:lists",
    "licence": "routines:licences",
    "material": "routines:materials",
    "facility": "routines:keepers",
    "stationed": "routines:stationed",
    "drill": "drills:plans",
    "newcomer": "drills:training",
}


def subject_names(subjects: Iterable[Subject]) -> dict[Subject, str]:
    """(kind, id) -> name; one query for each kind that is among them and has names. What has none keeps its id."""
    keys: dict[str, list[str]] = {}
    for kind, key in subjects:
        keys.setdefault(kind, []).append(key)
    return {(kind, key): name for kind, found in keys.items() for key, name in _names(kind, found).items()}


def _names(kind: str, keys: list[str]) -> dict[str, str]:
    if kind in _NUMBERED:
        zh, en, _ = _NUMBERED[kind]
        said = t(zh, en)
        return {key: said % _number(key) if "%s" in said else said for key in keys}
    return _WAYS[kind](keys) if kind in _WAYS else {}


def _tickets(keys: list[str]) -> dict[str, str]:
    return {str(one.pk): t("号票 %s", "Ticket %s") % one.number for one in Ticket.objects.filter(pk__in=_whole(keys))}


def _faults(keys: list[str]) -> dict[str, str]:
    found = DeviceFault.objects.filter(pk__in=_whole(keys)).select_related("device")
    return {str(one.pk): one.device.label for one in found}


def _staff(keys: list[str]) -> dict[str, str]:
    return dict(Staff.objects.filter(pk__in=keys).values_list("pk", "name"))


def _campaigns(keys: list[str]) -> dict[str, str]:
    found = Campaign.objects.filter(pk__in=_whole(keys))
    return {str(key): title for key, title in found.values_list("pk", "title")}


def _tasks(keys: list[str]) -> dict[str, str]:
    return {str(key): text for key, text in Task.objects.filter(pk__in=_whole(keys)).values_list("pk", "text")}


def _drills(keys: list[str]) -> dict[str, str]:
    plans = rulebook().emergency_plans
    codes = {key: key.rpartition(":")[2] for key in keys}
    return {key: plans[code].title.pick(lang()) for key, code in codes.items() if code in plans}


def _lessons(keys: list[str]) -> dict[str, str]:
    titles = dict(Lesson.objects.filter(pk__in=_whole([_number(key) for key in keys])).values_list("pk", "title"))
    return {key: titles[int(_number(key))] for key in keys if int(_number(key)) in titles}


def _institutions(keys: list[str]) -> dict[str, str]:
    return dict(Institution.objects.filter(pk__in=keys).values_list("pk", "name"))


_WAYS = {
    "ticket": _tickets,
    "device_fault": _faults,
    "staff": _staff,
    "campaign": _campaigns,
    "institution": _institutions,
    "meeting_task": _tasks,
    "drill": _drills,
    "lesson": _lessons,
    "newcomer": _staff,
}


def subject_page(kind: str, key: str, duty: str = "") -> str:
    """The address where a subject is dealt with, or "" where it has no page of its own. `duty`: the kind of duty."""
    if duty in _FIGURES:
        return f"{url(_FIGURES[duty])}?institution={key}"
    if duty in _OWN:
        return url(_OWN[duty])
    if kind in _PAGES and _number(key).isdecimal():
        return url(_PAGES[kind], int(_number(key)))
    page = url(_LISTS[kind]) if kind in _LISTS else ""
    return f"{page}?state=pending" if kind == "merge" else page


def _whole(keys: list[str]) -> list[int]:
    return [int(key) for key in keys if key.isdecimal()]


def _number(key: str) -> str:
    """The duties of a card are of (card, turn): 12.1 is card 12; those of a handover of (handover, side)."""
    return key.split(".")[0]
