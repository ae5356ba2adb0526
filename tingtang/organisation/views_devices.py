"""Where a device's browser signs in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tingtang.organisation.devices import PREFIXES, signed_in
from tingtang.organisation.positions import DEVICES, Position
from tingtang.organisation.sign_in import at_of
from tingtang.organisation.tokens import viewer_of_token

HOME = {Position.KIOSK: "/kiosk/{}", Position.SCREEN: "/screen/{}", Position.PANEL: "/panel"}


@never_cache
@require_safe
def device(request: HttpRequest, token: str) -> HttpResponse:
    """GET /device/<token>?to=/panel/3: sign this browser in as the token's device and lead on; 404 for a token that
    stands for no device. A kiosk and a screen know where to go by themselves; a panel is asked at which counter.
    """
    viewer = viewer_of_token(token, at_of(request))
    if viewer is None or viewer.position not in DEVICES:
        raise Http404("token")
    to = request.GET.get("to") or HOME.get(Position(viewer.position), "").format(viewer.institution_id)
    if not to.startswith(PREFIXES) or to.startswith("//"):
        raise Http404("to")
    return signed_in(token, to)
