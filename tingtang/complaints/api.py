"""The interface to complaints: intake by systems (95566, the web form) and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import File, Form, Header, Router, Schema, Status, UploadedFile
from pydantic import AwareDatetime, Field

from tingtang.audit.actions import log_read
from tingtang.complaints.actions import Said, attach, open_case
from tingtang.complaints.actions.files import MOST_BYTES
from tingtang.complaints.actions.intake import channel_of
from tingtang.complaints.models import Complaint
from tingtang.complaints.standing import visible
from tingtang.manual.api import FindingOut, language_of
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Viewer, may_at, viewer_of
from tingtang.organisation.api import ERRORS, In, needs
from tingtang.organisation.sign_in import at_of

router = Router(tags=["complaints"])
Code = Annotated[str, Field(max_length=32)]
Line = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=1000)]
Number = Annotated[str, Field(pattern=r"^TS[0-9]{6}-[0-9A-Z]{6}$")]


def _listed(part: str) -> Any:
    """A code of the manual (`complaint_codes.yaml`): the description of the interface lists those in force."""

    def add(schema: dict[str, Any]) -> None:
        codes = rulebook().complaint_codes
        schema["enum"] = list(codes.channels_of("system") if part == "channels" else getattr(codes, part))

    return Field(max_length=32, json_schema_extra=add)


class ComplaintIn(In):
    """A complaint as a system takes it in. With `customer_id` the name is the bank's and need not be sent."""

    channel: Annotated[str, _listed("channels")]
    business: Annotated[str, _listed("businesses")]
    cause: Annotated[str, _listed("causes")]
    institution_id: Code
    facts: Annotated[str, Field(max_length=4000)]
    request: Long
    customer_id: Code = ""
    complainant: Annotated[str, Field(max_length=60)] = ""
    phone: Code = ""
    address: Line = ""
    agent: Annotated[str, Field(max_length=60)] = ""
    agent_phone: Code = ""
    agent_authority: Line = ""
    grounds: Long = ""
    products: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=20)] = []
    happened_on: date | None = None
    concerned: Annotated[list[Code], Field(max_length=20)] = []
    superior: Annotated[str, Field(max_length=120)] = ""
    deadline: AwareDatetime | None = None
    external: Annotated[str, Field(max_length=120)] = ""


class AcknowledgedOut(Schema):
    """The number to be told to the customer. `again`: the same request had been taken in before. `language`: what is
    never said and stands in its texts (A18); it is saved all the same."""

    number: str
    received_at: datetime
    again: bool
    language: list[FindingOut]


class PaperOut(Schema):
    """A paper as it is kept: what it was found to be, its size in bytes and its hash."""

    name: str
    media: str
    size: int
    sha256: str


class StandsOut(Schema):
    """What a customer who asks may be told: where it stands, no more."""

    number: str
    state: str
    round: int
    received_at: datetime
    quiet_until: datetime | None
    closed_at: datetime | None


@router.post(
    "/complaints", auth=needs("complaint.take"), response={201: AcknowledgedOut, **ERRORS}, summary="Take one in"
)
def take_in(
    request: HttpRequest,
    body: ComplaintIn,
    key: Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=64, pattern=r"^[0-9A-Za-z-]+$")],
) -> Status[AcknowledgedOut]:
    """Idempotent: the same Idempotency-Key returns the first number. The caller is who was asked first, for good.

    At the caller's own place and below; officers of the private bank and the hotline take in for all institutions.
    """
    viewer = viewer_of(request)
    _check_place(viewer, body.institution_id)
    channel_of(body.channel, "system")
    said = Said(**body.model_dump())
    made = open_case(said=said, by=viewer.actor, at=at_of(request), key=key)
    case = made.complaint
    texts = {"facts": case.facts, "request": case.request, "grounds": case.grounds}
    found = language_of(texts, case.on)
    return Status(
        201, AcknowledgedOut(number=case.number, received_at=case.received_at, again=made.again, language=found)
    )


def _check_place(viewer: Viewer, institution_id: str) -> None:
    if not (viewer.may("complaint.take_anywhere") or may_at(viewer, "complaint.take", institution_id)):
        raise PermissionDenied("complaint.take")


@router.get(
    "/complaints/{number}", auth=needs("complaint.take"), response={200: StandsOut, **ERRORS}, summary="Where it stands"
)
def stands(request: HttpRequest, number: Number) -> StandsOut:
    """For whoever took it in (unless it is about them) or may read it; 404 for any other, as if it were not there.

    Each question stands on the case as a reading of it.
    """
    viewer = viewer_of(request)
    found = _theirs(viewer, number)
    log_read(
        by=viewer.actor, at=at_of(request), subject=("complaint", str(found.pk)), action="complaint.asked",
        institution=found.place_id,
    )  # fmt: skip
    return StandsOut(
        number=found.number, state=found.state, round=found.round, received_at=found.received_at,
        quiet_until=found.quiet_until, closed_at=found.closed_at,
    )  # fmt: skip


@router.post(
    "/complaints/{number}/papers",
    auth=needs("complaint.take"),
    response={201: PaperOut, **ERRORS},
    summary="Add a paper to it",
)
def add_paper(
    request: HttpRequest,
    number: Number,
    file: File[UploadedFile],
    what: Form[Literal["evidence", "authority", "record"]] = "evidence",
) -> Status[PaperOut]:
    """A PDF, a JPEG or PNG, a WAV or MP3, as `multipart/form-data`. Idempotent: the same bytes again are the paper that
    is there. For whoever took the complaint in (unless it is about them) or may read it; 404 for any other.
    """
    viewer = viewer_of(request)
    case = _theirs(viewer, number)
    kept = attach(
        complaint_id=case.pk, what=what, name=file.name or "", content=file.read(MOST_BYTES), by=viewer.actor,
        at=at_of(request),
    )  # fmt: skip
    return Status(201, PaperOut(name=kept.name, media=kept.media, size=kept.size, sha256=kept.sha256))


def _theirs(viewer: Viewer, number: str) -> Complaint:
    taken_in = Complaint.objects.filter(number=number, first_asked=viewer.actor)
    found = taken_in.exclude(concerned__staff=viewer.staff_id).first()
    found = found or visible(viewer).filter(number=number).first()
    if found is None:
        raise Http404(number)
    return found
