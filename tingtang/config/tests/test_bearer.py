"""The short way of calls with a token: the server's answers are those of Django's own handler."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, get_resolver
from django.utils import timezone

from tingtang.config.bearer import BearerApplication, resolved
from tingtang.config.wsgi import pages
from tingtang.organisation.models import Institution
from tingtang.organisation.positions import Position
from tingtang.organisation.tokens import create_token

pytestmark = pytest.mark.django_db(transaction=True)  # the server ends a connection that stands in a transaction


def served(path: str, bearer: str = "", **environ: str) -> tuple[str, dict[str, str], bytes]:
    """What the server answers to GET `path`: status, headers, body."""
    said: list[Any] = []
    whole = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
        "HTTP_HOST": "127.0.0.1", "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http",
        "HTTP_AUTHORIZATION": f"Bearer {bearer}", **environ,
    }  # fmt: skip
    body = b"".join(BearerApplication(pages)(whole, lambda status, headers: said.extend([status, dict(headers)])))
    return said[0], said[1], body


@pytest.fixture
def bearer() -> str:
    place = Institution.objects.create(institution_id="O1", kind="outlet", name="O1")
    return create_token(by="t", at=timezone.now(), name="k", position=Position.KIOSK, institution=place)


def test_the_server_answers_a_token_as_django_does(bearer: str) -> None:
    status, headers, body = served("/api/me", bearer)
    other = Client(headers={"Authorization": f"Bearer {bearer}"}).get("/api/me", headers={"Host": "127.0.0.1"})
    assert (status, body) == ("200 OK", other.content)
    assert headers == dict(other.items())
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/nothing/1", "404"),
        ("/api/lobby/tickets/x/start", "405"),
        ("/api/me\0", "400"),
        ("/api/institutions/7", "403"),
    ],
)
def test_refusals_are_answers_too(bearer: str, path: str, status: str) -> None:
    assert served(path, bearer)[0].startswith(status)
    assert served("/api/me", "tt_x")[0].startswith("401")
    assert served("/api/me", bearer, HTTP_HOST="elsewhere.example")[0].startswith("400")


def test_addresses_that_differ_in_numbers_lead_to_the_same_operation_with_their_own_numbers() -> None:
    for path in ("/api/lobby/tickets/7/start", "/api/lobby/tickets/8/start", "/api/lobby/counters/12/call-next"):
        own = get_resolver().resolve(path)
        assert (resolved(path).func, resolved(path).kwargs) == (own.func, own.kwargs)
    assert resolved("/api/lobby/outlets/O1/board").kwargs == {"outlet_id": "O1"}
    with pytest.raises(Resolver404):
        resolved("/api/lobby/nothing/7")
