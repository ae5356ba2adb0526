"""Institutions, people, their time and their sign-ins."""

from tingtang.organisation.models.calendar import CalendarDay, CalendarYear
from tingtang.organisation.models.institutions import (
    DayKind,
    Institution,
    InstitutionKind,
    InstitutionTree,
    OpeningException,
    WorkingHours,
    Zone,
    ZoneKind,
)
from tingtang.organisation.models.people import ExtraPost, Leave, Skill, SkillCode, SkillLevel, Staff
from tingtang.organisation.models.posts import PostRequest
from tingtang.organisation.models.signin import PasswordHistory, Token, User, UserManager, UserSession

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "DayKind",
    "ExtraPost",
    "Institution",
    "InstitutionKind",
    "InstitutionTree",
    "Leave",
    "OpeningException",
    "PasswordHistory",
    "PostRequest",
    "Skill",
    "SkillCode",
    "SkillLevel",
    "Staff",
    "Token",
    "User",
    "UserManager",
    "UserSession",
    "WorkingHours",
    "Zone",
    "ZoneKind",
]
