"""The log of a case, from which its dates can be found again; extensions of the regulator's time."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.complaints.models.cases import Complaint


class What(models.TextChoices):
    """The things that happen to a case. Evidence of duties is named `complaint.` and this."""

    OPENED = "opened", "受理"
    REPORTED_UP = "reported_up", "上报协调负责人"
    TAKEN = "taken", "接手处理"
    HANDED_OVER = "handed_over", "更换协调负责人"
    CONCERNED = "concerned", "补充被投诉人员"
    UPHELD = "upheld", "认定成立"
    NOT_UPHELD = "not_upheld", "认定不成立"
    TOLD = "told", "告知进展"
    NOTED = "noted", "调查记录"
    EXPLAINED = "explained", "解释并致谢"
    APOLOGISED = "apologised", "上门致歉"
    PLAN_AGREED = "plan_agreed", "会同投资顾问确认方案"
    EXTERNAL = "external", "涉及外部机构"
    MEDIA_REPORTED = "media_reported", "媒体情况已上报"
    PLAN_OPENED = "plan_opened", "启动应急预案"
    PLAN_CLOSED = "plan_closed", "结束应急预案"
    PLAN_REVIEWED = "plan_reviewed", "应急预案总结"
    POLICY = "policy", "移交上级部门解释"
    POLICY_EXPLAINED = "policy_explained", "上级部门已解释"
    ANSWERED_BACK = "answered_back", "结果报上级"
    EXTENSION_ASKED = "extension_asked", "申请延期"
    EXTENSION_APPROVED = "extension_approved", "批准延期"
    EXTENSION_REFUSED = "extension_refused", "不同意延期"
    EXTENDED = "extended", "延期已告知客户"
    PAUSED = "paused", "中止计时"
    RESUMED = "resumed", "恢复计时"
    ATTACHED = "attached", "附件"
    WRITTEN = "written", "拟写处理意见书"
    ISSUED = "issued", "出具处理意见书"
    DELIVERED = "delivered", "送达处理意见书"
    RENEWED = "renewed", "再次投诉"
    FOLLOWED = "followed", "异议期后再次投诉，另立新案"
    CLOSED = "closed", "归档结案"
    RECTIFIED = "rectified", "完成整改"
    NAMED = "named", "授权查阅"
    LESSON_WRITTEN = "lesson_written", "整理培训案例"
    LESSON_DECLINED = "lesson_declined", "不作培训案例"


class CaseEvent(models.Model):
    """What happened to a case, in order. Append-only: the database refuses changes.

    `data` holds what the dates follow from: `clocks` started ({kind, round, period_on, start, unit, n} or an end set by
    somebody, {kind, round, period_on, due_at}), `pauses` from here on, `stops` (kinds that ended without evidence).
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="events", db_index=False)
    n = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    what = models.CharField(max_length=20, choices=What.choices)
    text = models.CharField(max_length=1000, blank=True, default="")
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "n"], name="case_event_in_order"),
            models.CheckConstraint(condition=Q(what__in=What.values), name="case_event_known"),
        ]

    def __str__(self) -> str:
        return f"#{self.complaint_id}.{self.n} {self.what}"


class Extension(models.Model):
    """More of the regulator's time: asked, approved by another, told to the customer; only then it counts."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="extensions", db_index=False)
    step = models.PositiveSmallIntegerField(help_text="1: complicated, 2: specially complicated")
    reason = models.CharField(max_length=400)
    asked_by = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=32, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    told_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=400, blank=True, default="", help_text="how the customer was told")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "step"], condition=~Q(approved=False), name="extension_once_a_step"
            ),
            models.CheckConstraint(condition=Q(step__in=[1, 2]) & ~Q(reason=""), name="extension_step_and_reason"),
            models.CheckConstraint(
                condition=Q(decided_by="", decided_at__isnull=True, approved__isnull=True)
                | (~Q(decided_by="") & Q(decided_at__isnull=False, approved__isnull=False)),
                name="extension_decided_by_someone",
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="extension_decided_by_another"),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, told="") | (Q(told_at__isnull=False, approved=True) & ~Q(told="")),
                name="extension_told_once_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.complaint_id} {self.step}"
