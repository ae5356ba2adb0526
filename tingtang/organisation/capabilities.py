"""Who may do what: one table, capability -> positions. Where someone may do it follows from where the post stands.

A position that is not in a line may not do it. Stationed third parties (A26) and administrators stand in no line that
touches a customer; `tie_to_customer` refuses them besides.
"""

from __future__ import annotations

from tingtang.organisation.positions import DEVICES, PEOPLE, Position

MANAGERS = frozenset(
    {
        Position.WEALTH_MANAGER,
        Position.PRIVATE_BANKER,
        Position.CORPORATE_MANAGER,
        Position.ACCOUNT_MANAGER,
        Position.OPEN_TELLER,
    }
)
OUTLET_HEADS = frozenset({Position.OUTLET_HEAD, Position.DEPUTY_HEAD})
HEADS = OUTLET_HEADS | {Position.BRANCH_HEAD}
CONTROL = frozenset({Position.INSPECTOR, Position.DEPARTMENT_OFFICER})
EVERYONE = frozenset(PEOPLE)  # devices hold only what names them
STAFF = EVERYONE - {Position.THIRD_PARTY}

# Positions that reach no customer whatever else they hold or whomever they stand in for (A26; system administration).
NO_CUSTOMERS = DEVICES | {Position.THIRD_PARTY, Position.ADMINISTRATOR}

# Who stands at a counter (A20-A24).
SERVES = MANAGERS | {Position.CLOSED_TELLER}
LOBBY = OUTLET_HEADS | {Position.LOBBY_MANAGER}

CAPABILITIES: dict[str, frozenset[Position]] = {
    # the desk
    "day.see": STAFF,  # my day: one's own duties
    "customer.list": MANAGERS | HEADS | {Position.COMPLAINT_OFFICER},  # lists and search; fields masked, rows by tie
    "customer.see": MANAGERS | HEADS | {Position.COMPLAINT_OFFICER},  # one customer's page; needs a tie as well
    "customer.reveal": MANAGERS | HEADS | {Position.COMPLAINT_OFFICER},  # unmask one field, with a reason; needs a tie
    "contact.record": MANAGERS | HEADS,  # A31.2c; needs a tie
    "information.record": MANAGERS | HEADS,  # fill in, confirm, propose a correction (A31.1); needs a tie
    "correction.decide": HEADS,  # answers for the core bank of customers at home below, never one's own proposal
    # duties
    "duty.see_below": HEADS | CONTROL,  # other people's duties in the subtree; customers masked without a tie
    "duty.excuse.ask": STAFF,  # for one's own duty
    "duty.excuse.decide": HEADS,  # for a duty in the subtree, never one's own
    "duty.reassign": HEADS,
    "compliance.see": HEADS | CONTROL | {Position.COMPLAINT_OFFICER},  # figures, down to masked cases
    "task.team": HEADS,  # the day of everyone in the subtree
    # the manual
    "manual.see": EVERYONE,  # the standard itself is no secret: stationed third parties must keep it too
    "manual.propose": HEADS | {Position.DEPARTMENT_OFFICER},
    "manual.approve": frozenset({Position.BRANCH_HEAD, Position.DEPARTMENT_OFFICER}),  # never one's own proposal
    # organisation
    "organisation.see": STAFF,  # institutions, people, hours
    "organisation.edit": HEADS,  # zones, hours, exceptions
    "leave.set": HEADS,  # for people in the subtree: a deputy sees the customers, so nobody names their own alone
    # control
    "audit.see": frozenset({Position.OUTLET_HEAD, Position.BRANCH_HEAD, Position.INSPECTOR}),
    "trace.see": EVERYONE,  # what I did and saw, and who looked at my customers
    "password.change": EVERYONE,
    "live.follow": STAFF,
    "api.docs": STAFF,
    # running the system
    "calendar.import": frozenset({Position.ADMINISTRATOR, Position.DEPARTMENT_OFFICER}),
    "night.see": frozenset(
        {Position.ADMINISTRATOR, Position.DEPARTMENT_OFFICER}
    ),  # runs, counts, quarantine (keys masked)
    "jobs.see": frozenset({Position.ADMINISTRATOR}),
    "jobs.rerun": frozenset({Position.ADMINISTRATOR}),
    "user.manage": frozenset({Position.ADMINISTRATOR}),
    "token.manage": OUTLET_HEADS | {Position.ADMINISTRATOR},  # heads: devices of their own outlet only
    # referrals
    "referral.make": SERVES | HEADS | {Position.LOBBY_MANAGER},  # a card in one sentence, and what became of one's own
    "referral.take": MANAGERS | HEADS,  # gets cards and answers for them
    "referral.board": HEADS,  # the funnel below, by person; gives cards to others
    # bookings
    "booking.make": MANAGERS | HEADS,  # of a customer one is tied to (A30)
    "booking.receive": MANAGERS | HEADS,  # whom customers are booked with
    "booking.see": MANAGERS | LOBBY | {Position.BRANCH_HEAD},  # the day of one's outlet; customers masked without a tie
    "booking.arrive": MANAGERS | LOBBY,
    "booking.register": HEADS,  # the month's register and its report
    "booking.places": OUTLET_HEADS,  # rooms, counters, parking, the way
    # advice
    "advice.see": MANAGERS | HEADS,  # products, and sales by whoever made them, heads above, the customer's manager
    "advice.give": MANAGERS | HEADS,  # assess and recommend; needs a tie, or the customer at one's own counter
    "advice.register": frozenset({Position.BRANCH_HEAD, Position.DEPARTMENT_OFFICER}),  # products and their ratings
    "advice.board": HEADS,  # sales below, figures by person
    # the lobby
    "lobby.take": LOBBY | {Position.KIOSK},
    "lobby.serve": SERVES | LOBBY,  # call, start, hold, transfer, finish; open and suspend a counter
    "lobby.stand": SERVES,  # whose day is spent at a counter: it stands in their rail
    "lobby.board": LOBBY | {Position.BRANCH_HEAD},  # who waits, how long, of which class
    "lobby.care": LOBBY,
    "lobby.prepare": LOBBY,  # papers, forms and checks before the call (A19.2a)
    "lobby.ticket": LOBBY | SERVES | {Position.BRANCH_HEAD},  # a visit's story and why it was called
    "lobby.leave": LOBBY | SERVES,  # a customer went away
    "lobby.counters": OUTLET_HEADS,  # which counters there are, what they can do
    "lobby.figures": HEADS | {Position.LOBBY_MANAGER},
    "lobby.screen": LOBBY
    | SERVES
    | {Position.SCREEN, Position.KIOSK, Position.PANEL, Position.BRANCH_HEAD},  # numbers only
    "lobby.rate": frozenset({Position.PANEL}),  # the customer's own hand, never the teller's
    "lobby.follow": LOBBY | SERVES | DEVICES | {Position.BRANCH_HEAD},  # live: ids and figures only
    "lobby.recognise": LOBBY | SERVES | {Position.KIOSK},  # A28.1; each an audited read, misses limited
    "lobby.crowding": LOBBY | {Position.BRANCH_HEAD},
    # the lobby's registers
    "device.see": LOBBY | SERVES | {Position.GUARD, Position.BRANCH_HEAD},
    "device.report": LOBBY | SERVES | {Position.GUARD},  # a fault, low cash, a round
    "device.fix": LOBBY,
    "device.edit": OUTLET_HEADS,
    "broadcast.edit": LOBBY | {Position.BRANCH_HEAD, Position.DEPARTMENT_OFFICER},  # for all screens below
    "counterfeit.record": SERVES | OUTLET_HEADS,  # A20.2i; two people of the outlet
    "counterfeit.see": SERVES | HEADS | CONTROL,
    "guard.record": frozenset({Position.GUARD, Position.LOBBY_MANAGER}) | OUTLET_HEADS,
    "guard.see": frozenset({Position.GUARD, Position.LOBBY_MANAGER}) | HEADS | CONTROL,
    "third_party.register": OUTLET_HEADS,
    "third_party.see": LOBBY | {Position.BRANCH_HEAD, Position.INSPECTOR},
    "third_party.area": frozenset({Position.THIRD_PARTY}),  # their own entry, nothing else
    "arrival.see": MANAGERS,  # of one's own customers
    "away_service.report": MANAGERS | LOBBY | {Position.CLOSED_TELLER},  # of customers one served
    "away_service.see": MANAGERS
    | HEADS
    | LOBBY
    | {Position.CLOSED_TELLER, Position.DEPARTMENT_OFFICER},  # one's own part
    "away_service.report_any": OUTLET_HEADS,  # for who left meanwhile
    "away_service.department": frozenset({Position.DEPARTMENT_OFFICER}),
}


class UnknownCapability(KeyError):
    """A capability that the table does not have: a mistake in the code, never a refusal."""


def positions_with(capability: str) -> frozenset[Position]:
    """The positions that hold `capability`. Raises UnknownCapability on a misspelt name."""
    try:
        return CAPABILITIES[capability]
    except KeyError:
        raise UnknownCapability(capability) from None
