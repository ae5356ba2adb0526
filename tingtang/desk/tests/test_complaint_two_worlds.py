"""A case that somebody must not learn of changes nothing that they see: every page is read in two worlds, one in which
there is no such case and one in which it went through its life (A34.6)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.audit.queries import Filter, entries
from tingtang.complaints import actions
from tingtang.complaints.models import Complaint
from tingtang.complaints.tests.desk import PDF, Desk
from tingtang.desk.tests.test_complaints import TOLD, client_of
from tingtang.duties.actions import ask_excuse, escalate_due
from tingtang.duties.errors import NobodyMayKnow, NotForYou
from tingtang.duties.models import Duty, Excuse
from tingtang.live.models import OutboxEvent
from tingtang.opinions.actions import record_opinion
from tingtang.opinions.models import Opinion, Step
from tingtang.organisation.access import viewer_for
from tingtang.organisation.models import User
from tingtang.organisation.trace import below

NOW = timezone.now() - timedelta(minutes=5)
PASSING = re.compile(
    r'"after": "[^"]*"|"ticket": "[^"]*"|'
    r'csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|name="key" value="[0-9a-f-]*"|"csrf":\s*"[^"]*"|'
    r"X-CSRFToken[^}]*|[0-9a-f]{32,64}"
)
# What one did and looked at oneself grows by looking: the trail is compared by its entries.
NO_PAGE = re.compile(
    r"^(trace|audit|api/audit|logout|sso|static|live/poll|live/stream|guest|kiosk|screen|metrics|health|admin|s/)"
)


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> Desk:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)  # the worlds are of one moment
    logging.disable(logging.CRITICAL)
    return Desk(signed=True, at=NOW)


@pytest.fixture(autouse=True)
def _heard_again() -> Iterator[None]:
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def entry(desk: Desk) -> Opinion:
    """What somebody wrote in the book of O1."""
    return record_opinion(
        by="L1", at=NOW, institution_id="O1", key="e1", written_on=desk.at.date(), text="负责人当众训斥我",
        name="李女士", phone="13900003333",
    )[0]  # fmt: skip


def addresses(patterns: list[URLPattern | URLResolver] | None = None, before: str = "") -> Iterator[str]:
    """Every address without a variable part."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        said = before + str(one.pattern).removeprefix("^").removesuffix("$")
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, said)
        elif "<" not in said and "(" not in said and not NO_PAGE.match(said):
            yield f"/{said}"


def world(page: Client, more: list[str], seen: dict[str, str] | None = None) -> dict[str, str]:
    """What one person is answered, address by address, without what is another at each asking; at the second asking
    (`seen`: the first) not what was refused for who they are."""
    pages = sorted({*addresses(), *more})
    found: dict[str, str] = {}
    for address in pages:
        if seen and seen[address].startswith(("403", "405")):
            continue
        answer = page.get(address)
        told = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        found[address] = f"{answer.status_code} {PASSING.sub('', told.decode('utf-8', 'replace'))}"
    return found


def differences(before: dict[str, str], after: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Where the worlds part, from the first character that is another."""
    parted = {}
    for address, text in before.items():
        if address in after and text != after[address]:
            at = next((i for i, (a, b) in enumerate(zip(text, after[address], strict=False)) if a != b), 0)
            parted[address] = (text[max(at - 80, 0) : at + 80], after[address][max(at - 80, 0) : at + 80])
    return parted


def trailed(who: str, since: int) -> list[str]:
    """What somebody else did since then, as the trail tells it to one who may read the trail of their place."""
    viewer = viewer_for(User.objects.get(username=who), NOW.date())
    found = (
        below(entries(Filter()), viewer).filter(pk__gt=since).exclude(actor=who).exclude(action__startswith="session.")
    )
    return list(found.values_list("action", flat=True))


def last_entry() -> int:
    """The id of the latest entry of the trail."""
    return Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]


def everything(case: Complaint, *, handler: str, by: str, excuse: bool) -> None:
    """Its life: taken, noted, paused, extended, found to be so, answered, told, excused from a duty, overdue."""
    pk, at = case.pk, NOW
    actions.take_in_hand(complaint_id=pk, staff_id=handler, by=by, at=at)
    actions.note(complaint_id=pk, text="已调看录像", by=handler, at=at)
    actions.attach(complaint_id=pk, what="evidence", name="回单.pdf", content=PDF, by=handler, at=at)
    actions.pause(complaint_id=pk, until=at + timedelta(days=3), reason="客户出国", by=handler, at=at)
    actions.ask_extension(complaint_id=pk, reason="须查旧档", by=handler, at=at)
    if excuse:
        actions.name_reader(complaint_id=pk, staff_id="HP", reason="审批豁免", by=by, at=at)
        duty = Duty.objects.filter(kind="complaint.loss_plan", subject_id=f"{pk}.1").get()
        ask_excuse(duty_id=duty.pk, reason="客户出国", by=handler, at=at)
    escalate_due(by="system:test", at=at + timedelta(days=40))


@pytest.mark.slow
@pytest.mark.parametrize("who", ["D1", "HB1", "I1"])
def test_a_confidential_case_changes_nothing_for_who_need_not_know(desk: Desk, who: str) -> None:
    plain = desk.taken(cause="loss")  # an ordinary one is there in both worlds, and may be seen
    more = ["/customers/C2", "/compliance/cases?clause=A34.3c", f"/complaints/{plain.pk}",
            f"/complaints/{plain.pk + 1}", "/opinions?state=all"]  # fmt: skip
    page = client_of(who)
    escalate_due(by="system:test", at=NOW + timedelta(days=40))  # the ordinary one is told up the tree in both worlds
    before, since = world(page, more), last_entry()
    case = desk.case(customer_id="C2", cause="loss", external="省反诈中心", products=["尊享三号"], by="CO")
    everything(case, handler="W1", by="H1", excuse=True)
    assert differences(before, world(page, more, before)) == {}
    assert trailed(who, since) == []


@pytest.mark.slow
def test_a_case_about_a_head_changes_nothing_for_them(desk: Desk) -> None:
    more = ["/compliance/cases?clause=A34.3c", "/opinions?state=all"]
    page = client_of("D1")
    before, since = world(page, more), last_entry()
    case = desk.case(cause="loss", concerned=["D1"], by="CO")
    everything(case, handler="OP1", by="HB1", excuse=True)
    assert differences(before, world(page, more, before)) == {}
    assert trailed("D1", since) == []


@pytest.mark.slow
def test_an_entry_of_the_book_that_became_a_complaint_about_a_head_is_to_them_as_before(entry: Opinion) -> None:
    more = [f"/opinions/{entry.pk}", f"/complaints/new?source=opinion:{entry.pk}", "/opinions?state=all"]
    head, lobby, deputy, inspector = (client_of(who) for who in ("H1", "L1", "D1", "I1"))
    before, since = world(head, more), last_entry()
    told = {**TOLD, "source": f"opinion:{entry.pk}", "channel": "opinion_book", "facts": entry.text, "phone": ""}
    told |= {"complainant": "李女士", "concerned": "H1"}
    assert lobby.post("/complaints/new", told).status_code == 302
    case = Complaint.objects.get()
    assert differences(before, world(head, more, before)) == {}
    assert trailed("H1", since) == []
    assert "已立为投诉" in inspector.get(f"/opinions/{entry.pk}").text  # who may know of the case is told
    again = head.post("/complaints/new", {**told, "concerned": "", "key": "k9"})
    assert again.status_code == 302  # nothing tells the head that somebody was first
    assert Step.objects.filter(opinion=entry, what="complaint_linked").count() == 2
    assert case.number not in head.get(f"/opinions/{entry.pk}").text
    third = deputy.post("/complaints/new", {**told, "concerned": "", "key": "k10"})
    assert third.status_code == 422  # to whom the first is no secret it is said


def test_an_excuse_about_a_case_is_decided_by_who_may_know_of_it(desk: Desk) -> None:
    case = desk.case(customer_id="C2", cause="loss")
    duty = Duty.objects.get(kind="complaint.loss_plan", subject_id=f"{case.pk}.1")
    with pytest.raises(NobodyMayKnow):  # H1 coordinates; the heads above read no confidential case
        ask_excuse(duty_id=duty.pk, reason="客户出国", by="H1", at=NOW)
    page = client_of("H1").post(f"/duties/{duty.pk}/excuse", {"reason": "客户出国"})
    assert "请先授权其中一位查阅" in page.text
    with pytest.raises(NotForYou):
        ask_excuse(duty_id=duty.pk, reason="替他问", by="HB1", at=NOW)
    actions.name_reader(complaint_id=case.pk, staff_id="HB1", reason="审批豁免", by="H1", at=NOW)
    asked = ask_excuse(duty_id=duty.pk, reason="客户出国", by="H1", at=NOW)
    assert "客户出国" not in client_of("HP").get("/excuses").text
    assert "客户出国" in client_of("HB1").get("/excuses").text
    for decision in ("approve", "refuse"):
        sent = {"decision": decision, "answer": "好"}
        assert client_of("HP").post(f"/excuses/{asked.pk}", sent).status_code == 404
        assert client_of("HP").post(f"/excuses/{asked.pk + 1}", sent).status_code == 404
    assert client_of("HB1").post(f"/excuses/{asked.pk}", {"decision": "approve"}).status_code == 302
    assert Excuse.objects.get().state == "approved"
    assert client_of("HP").post(f"/excuses/{asked.pk}", {"decision": "approve"}).status_code == 404  # decided or not


def test_no_topic_that_several_follow_hears_of_a_case_that_one_of_them_must_not_know_of(desk: Desk) -> None:
    secret, about = desk.case(customer_id="C2", cause="loss"), desk.case(concerned=["D1"])
    everything(secret, handler="W1", by="H1", excuse=True)
    actions.take_in_hand(complaint_id=about.pk, staff_id="OP1", by="HB1", at=NOW)
    shared = OutboxEvent.objects.filter(topic__startswith="institution:")
    assert set(shared.values_list("name", flat=True)) == set()
    desk.case()
    assert "institution:O1" in set(shared.values_list("topic", flat=True))
