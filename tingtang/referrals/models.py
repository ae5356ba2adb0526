"""Referral cards (联动转介卡) and contact cards (客户联系卡): a row for each prospect passed on, and what happened.

A card is a referral card when the prospect is willing to talk, a contact card when a number was left for later
(A19.2e). The tracking list of prospects (A21.2b, A33.2) is the same rows seen by stage, not a second register.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tingtang.organisation.models import Institution, Staff


class State(models.TextChoices):
    """Where a card stands. Won and lost are final; the others are open and somebody answers for each."""

    NEW = "new", "待接收"
    ACCEPTED = "accepted", "已接收"
    CONTACTED = "contacted", "已联系"
    HANDED_BACK = "handed_back", "已退回"
    WON = "won", "已成交"
    LOST = "lost", "未成"


OPEN = (State.NEW, State.ACCEPTED, State.CONTACTED, State.HANDED_BACK)
ENDED = (State.WON, State.LOST)
IN_HAND = (State.NEW, State.ACCEPTED, State.CONTACTED)  # somebody has it and answers for it


class Need(models.TextChoices):
    """What the prospect is interested in; `corporate` goes to the corporate side (A22.2b)."""

    WEALTH = "wealth", "理财"
    DEPOSIT = "deposit", "存款"
    FUND = "fund", "基金"
    INSURANCE = "insurance", "保险"
    LOAN = "loan", "贷款"
    CARD = "card", "银行卡"
    E_CHANNEL = "e_channel", "电子银行"
    CORPORATE = "corporate", "公司业务"
    OTHER = "other", "其他"


class Route(models.TextChoices):
    """Which side of the bank a card goes to. A prospect has at most one open card on each."""

    PERSONAL = "personal", "个人"
    CORPORATE = "corporate", "公司"


class Referral(models.Model):
    """A card as it stands now; how it came there are its events.

    `phone` is kept as dialled within the country; name and phone are masked wherever they are shown. `turn` counts how
    often the card was given to somebody: its duties are of (card, turn).
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    referred_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    made_on = models.DateField(help_text="business date of made_at")
    willing = models.BooleanField(help_text="true: referral card; false: contact card")
    sentence = models.CharField(max_length=200, help_text="what the sender says, in one sentence")
    need = models.CharField(max_length=12, choices=Need.choices)
    route = models.CharField(max_length=10, choices=Route.choices)
    prospect_name = models.CharField(max_length=60, blank=True, default="")
    phone = models.CharField(max_length=32, blank=True, default="")
    customer_id = models.CharField(max_length=32, blank=True, default="", help_text="of the bank, maintained or not")
    source_kind = models.CharField(max_length=16, blank=True, default="", help_text="ticket, customer, ...")
    source_id = models.CharField(max_length=64, blank=True, default="")
    prospect_key = models.CharField(max_length=48, blank=True, default="", help_text="customer:.. or phone:..")
    to_staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    turn = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    n = models.PositiveIntegerField(default=0, help_text="number of the last event")
    accepted_at = models.DateTimeField(null=True)
    next_on = models.DateField(null=True, help_text="the next contact agreed")
    answer = models.CharField(max_length=400, blank=True, default="", help_text="the last word to the sender")
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="referral_state_known"),
            models.CheckConstraint(condition=Q(need__in=Need.values), name="referral_need_known"),
            models.CheckConstraint(
                condition=Q(need="corporate", route="corporate") | (~Q(need="corporate") & Q(route="personal")),
                name="referral_route_follows_need",
            ),
            models.CheckConstraint(condition=~Q(sentence=""), name="referral_says_something"),
            models.CheckConstraint(condition=Q(willing=True) | ~Q(phone=""), name="contact_card_has_a_number"),
            models.CheckConstraint(
                condition=~Q(phone="") | ~Q(customer_id="") | ~Q(source_kind=""), name="referral_can_be_found"
            ),
            models.CheckConstraint(
                condition=Q(source_kind="", source_id="") | (~Q(source_kind="") & ~Q(source_id="")),
                name="referral_source_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="handed_back", to_staff__isnull=True)
                | Q(state="lost")
                | (~Q(state="handed_back") & Q(to_staff__isnull=False)),
                name="referral_somebody_has_it",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "contacted", "won"]) | Q(accepted_at__isnull=False),
                name="referral_accepted_before_more",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["won", "lost"], ended_at__isnull=False)
                | (~Q(state__in=["won", "lost"]) & Q(ended_at__isnull=True)),
                name="referral_ended_iff_final",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["won", "lost", "handed_back"]) | ~Q(answer=""), name="referral_ends_with_a_word"
            ),
            models.CheckConstraint(condition=Q(turn__gte=1), name="referral_turn_from_one"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("made_at")), name="referral_ends_after_it_began"
            ),
            models.UniqueConstraint(
                fields=["prospect_key", "route"],
                condition=~Q(state__in=["won", "lost"]) & ~Q(prospect_key=""),
                name="referral_one_open_a_prospect",
            ),
        ]
        indexes = [
            models.Index(fields=["to_staff", "state", "-made_at"], name="referral_of_holder"),
            models.Index(fields=["referred_by", "-made_at"], name="referral_of_sender"),
            models.Index(fields=["institution", "made_on"], name="referral_at_institution"),
            models.Index(fields=["customer_id"], condition=~Q(customer_id=""), name="referral_of_customer"),
            models.Index(fields=["source_kind", "source_id"], condition=~Q(source_kind=""), name="referral_of_source"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"

    @property
    def is_open(self) -> bool:
        """Neither won nor lost."""
        return self.state in OPEN

    @property
    def subject_id(self) -> str:
        """How the ledger names this turn of the card: each turn has duties of its own."""
        return f"{self.pk}.{self.turn}"


class ReferralEvent(models.Model):
    """What happened to a card, in order. Append-only: the database refuses changes."""

    class What(models.TextChoices):
        """The things that happen to a card."""

        MADE = "made", "填写"
        AGAIN = "again", "再次转介"
        ACCEPTED = "accepted", "接收"
        ATTEMPT = "attempt", "未联系上"
        CONTACTED = "contacted", "已联系"
        WON = "won", "成交"
        LOST = "lost", "未成"
        HANDED_BACK = "handed_back", "退回"
        REASSIGNED = "reassigned", "改派"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="events", db_index=False)
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    what = models.CharField(max_length=12, choices=What.choices)
    to_staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=400, blank=True, default="")
    channel = models.CharField(max_length=10, blank=True, default="", help_text="how they talked; empty: not said")
    evidence_kind = models.CharField(max_length=24, blank=True, default="")
    evidence_id = models.CharField(max_length=64, blank=True, default="")
    key = models.CharField(max_length=64, unique=True, null=True, help_text="idempotency key of a card's making")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "n"], name="referral_event_in_order"),
            models.CheckConstraint(
                condition=~Q(what__in=["contacted", "won", "lost", "handed_back", "reassigned"]) | ~Q(text=""),
                name="referral_event_says_why",
            ),
            models.CheckConstraint(
                condition=Q(channel="") | Q(what__in=["attempt", "contacted", "won", "lost"]),
                name="referral_event_channel_of_a_talk",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.referral_id}.{self.n} {self.what}"
