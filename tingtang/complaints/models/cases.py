"""A complaint as it came in and as it stands now; whom it is about, who may read it, its papers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import PEOPLE_CHOICES

MEDIA = ("application/pdf", "image/jpeg", "image/png", "audio/wav", "audio/mpeg")


class State(models.TextChoices):
    """Where a case stands. Only `closed` is final; renewed within the quiet days it is handled again."""

    HANDLING = "handling", "处理中"
    ISSUED = "issued", "意见书已出，待送达"
    QUIET = "quiet", "已送达，异议期内"
    CLOSED = "closed", "已结案"


class Complaint(models.Model):
    """A case (投诉件). What was said, who was asked first and where never change: the database holds them.

    `institution` is where it happened, `place` where it is dealt with (of whoever coordinates): lists, figures, duties
    and the trail are of the place. `number` is drawn by lot, so that it tells nobody how many there are.
    """

    number = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=64, unique=True, null=True, help_text="idempotency key of its intake")
    channel = models.CharField(max_length=24)
    business = models.CharField(max_length=24)
    cause = models.CharField(max_length=24)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    tier = models.CharField(max_length=20, help_text="of the customer that day, corporate_vip for key companies")
    confidential = models.BooleanField(help_text="read by need to know only (A34.6)")
    # who complains
    customer_id = models.CharField(max_length=32, blank=True, default="")
    complainant = models.CharField(max_length=60)
    phone = models.CharField(max_length=32, blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")
    agent = models.CharField(max_length=60, blank=True, default="")
    agent_phone = models.CharField(max_length=32, blank=True, default="")
    agent_authority = models.CharField(max_length=200, blank=True, default="", help_text="by what the agent may speak")
    # what about
    facts = models.CharField(max_length=4000)
    request = models.CharField(max_length=1000, help_text="what the complainant wants")
    grounds = models.CharField(max_length=1000, blank=True, default="")
    products = models.JSONField(default=list, help_text="names or codes of products concerned")
    happened_on = models.DateField(null=True)
    source = models.CharField(max_length=80, blank=True, default="", help_text="kind:id, such as ticket:7")
    # who took it in
    first_asked = models.CharField(max_length=64, help_text="who was asked first, for good (A35.1)")
    received_at = models.DateTimeField()
    on = models.DateField(help_text="business date of received_at")
    # who coordinates: a person, or a role at the place
    clause = models.CharField(max_length=16, help_text="of the line of the routing table that counted")
    department = models.CharField(max_length=24, help_text="that answers for the business (A36)")
    coordinator = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    coordinator_role = models.CharField(max_length=32, choices=PEOPLE_CHOICES, blank=True, default="")
    # how it goes
    state = models.CharField(max_length=10, choices=State.choices, default=State.HANDLING)
    round = models.PositiveSmallIntegerField(default=1)
    n = models.PositiveIntegerField(default=0, help_text="number of the last event")
    upheld = models.BooleanField(null=True)
    upheld_at = models.DateTimeField(null=True)
    ours = models.BooleanField(default=False, help_text="founded and the bank's fault: to be mended (A35.6)")
    external = models.CharField(max_length=120, blank=True, default="", help_text="the outside body asked")
    superior = models.CharField(max_length=120, blank=True, default="", help_text="who forwarded or supervises it")
    pauses = models.JSONField(default=list, help_text="FROM/TO of each time the clocks stood still")
    plan_opened_at = models.DateTimeField(null=True, help_text="the contingency plan (A34.1, A35.4)")
    plan_closed_at = models.DateTimeField(null=True, help_text="when the plan was over")
    quiet_until = models.DateTimeField(null=True, help_text="exclusive end of the quiet days of the latest answer")
    closed_at = models.DateTimeField(null=True)
    follows = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="followed_by",
        help_text="renewed after quiet days",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="complaint_state_known"),
            models.CheckConstraint(
                condition=~Q(complainant="") & ~Q(facts="") & ~Q(request=""), name="complaint_says_who_what_and_why"
            ),
            models.CheckConstraint(condition=~Q(first_asked=""), name="complaint_somebody_was_asked"),
            models.CheckConstraint(
                condition=Q(agent="", agent_authority="") | (~Q(agent="") & ~Q(agent_authority="")),
                name="complaint_agent_with_authority",
            ),
            models.CheckConstraint(
                condition=Q(coordinator__isnull=False, coordinator_role="")
                | (Q(coordinator__isnull=True) & ~Q(coordinator_role="")),
                name="complaint_has_one_coordinator",
            ),
            models.CheckConstraint(
                condition=Q(upheld__isnull=True, upheld_at__isnull=True)
                | Q(upheld__isnull=False, upheld_at__isnull=False),
                name="complaint_upheld_when",
            ),
            models.CheckConstraint(condition=Q(ours=False) | Q(upheld=True), name="complaint_ours_only_when_founded"),
            models.CheckConstraint(
                condition=~Q(state__in=["quiet", "closed"]) | Q(quiet_until__isnull=False),
                name="complaint_quiet_days_run",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="complaint_closed_when",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("quiet_until")),
                name="complaint_closed_after_quiet_days",
            ),
            models.CheckConstraint(
                condition=Q(plan_closed_at__isnull=True)
                | Q(plan_opened_at__isnull=False, plan_closed_at__gte=F("plan_opened_at")),
                name="complaint_plan_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(plan_opened_at__isnull=True) | Q(plan_closed_at__isnull=False),
                name="complaint_closed_without_open_plan",
            ),
            models.CheckConstraint(condition=Q(round__gte=1), name="complaint_round_from_one"),
            models.CheckConstraint(condition=~Q(follows=F("id")), name="complaint_follows_another"),
        ]
        indexes = [
            models.Index(fields=["place", "state"], name="complaint_at_place"),
            models.Index(fields=["place", "on"], name="complaint_at_place_on"),
            models.Index(fields=["institution", "on"], name="complaint_about"),
            models.Index(fields=["customer_id", "-received_at"], name="complaint_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"

    @property
    def subjects(self) -> list[str]:
        """The subjects of the duties of this case: one a round, `7.1`."""
        return [f"{self.pk}.{n}" for n in range(1, self.round + 1)]


class Concerned(models.Model):
    """A member of staff whom the complaint is about. They never handle it, and never read it."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="concerned", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "concerned"
        constraints = [models.UniqueConstraint(fields=["complaint", "staff"], name="concerned_once")]

    def __str__(self) -> str:
        return f"{self.complaint_id}/{self.staff_id}"


class Access(models.Model):
    """Somebody who needs to know of a case, and why; ended, they no longer read it."""

    class Why(models.TextChoices):
        """What they have to do with it."""

        RECORDED = "recorded", "受理"
        COORDINATES = "coordinates", "协调"
        HANDLES = "handles", "处理"
        NAMED = "named", "经授权"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="access", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=12, choices=Why.choices)
    reason = models.CharField(max_length=200, blank=True, default="")
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "access"
        constraints = [
            models.UniqueConstraint(fields=["complaint", "staff", "why"], name="access_once"),
            models.CheckConstraint(condition=~Q(why="named") | ~Q(reason=""), name="access_named_for_a_reason"),
        ]
        indexes = [models.Index(fields=["staff"], condition=Q(ended_at__isnull=True), name="access_of_staff")]

    def __str__(self) -> str:
        return f"{self.complaint_id}/{self.staff_id} {self.why}"


class Attachment(models.Model):
    """A paper, picture or recording of a case, kept with its hash. Append-only."""

    class What(models.TextChoices):
        """What it is."""

        EVIDENCE = "evidence", "证据材料"
        AUTHORITY = "authority", "代理授权"
        PROOF = "proof", "送达证明"
        RECORD = "record", "沟通记录"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="attachments")
    what = models.CharField(max_length=10, choices=What.choices)
    name = models.CharField(max_length=120)
    media = models.CharField(max_length=40)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=["evidence", "authority", "proof", "record"]), name="attachment_what_known"
            ),
            models.CheckConstraint(condition=Q(size__gte=1) & ~Q(name=""), name="attachment_not_empty"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="attachment_has_its_hash"),
            models.CheckConstraint(condition=Q(media__in=MEDIA), name="attachment_readable"),
            models.UniqueConstraint(fields=["complaint", "sha256"], name="attachment_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:12]}"
