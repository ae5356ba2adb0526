"""Where journeys lead that begin in the lobby and go on in a room above it, which the lobby does not know: by name."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


class Journeys:
    """Each an address, or "" in an installation without that room."""

    def refer_address(self, ticket_id: int) -> str:
        """Where a referral or contact card is written from a ticket."""
        return _address("referrals:new", f"source=ticket:{ticket_id}")

    def complaint_address(self, ticket_id: int) -> str:
        """Where a complaint is taken in from a ticket."""
        return _address("complaints:new", f"source=ticket:{ticket_id}")

    def booked_address(self, institution_id: str) -> str:
        """Those who are booked at an outlet today, as a part of a page."""
        return _address("bookings:expected", f"institution={institution_id}")

    def fees_address(self, ticket_id: int) -> str:
        """Where the fee discounts of the customer at the counter stand."""
        return _address("advice:fees_at_hand", args=(ticket_id,))

    def plans_address(self) -> str:
        """Where an emergency plan is opened in one press (A39.3)."""
        return _address("drills:plans")

    def languages_address(self, code: str) -> str:
        """Where it stands who speaks a language, or signs (A33.1)."""
        return _address("drills:languages", f"code={code}")


def _address(name: str, query: str = "", args: tuple[int, ...] = ()) -> str:
    try:
        return reverse(name, args=args) + (f"?{query}" if query else "")
    except NoReverseMatch:
        return ""
