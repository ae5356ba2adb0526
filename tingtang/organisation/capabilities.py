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
OUTLET_STAFF = SERVES | LOBBY | {Position.GUARD}  # whoever works at an outlet for the bank

CAPABILITIES: dict[str, frozenset[Position]] = {
    # the desk
    "day.see": STAFF,  # my day: one's own duties
    "customer.list": MANAGERS | HEADS | {Position.COMPLAINT_OFFICER},  # lists and search; fields masked, rows by tie
    "customer.see": MANAGERS | HEADS | {Position.COMPLAINT_OFFICER},  # one customer's page; needs a tie as well
    "customer.reveal": MANAGERS | HEADS | {Position.COMPLAINT_OFFICER},  # unmask one field, with a reason; needs a tie
    "contact.record": MANAGERS | HEADS,  # A31.2c; needs a tie
    "contact.report": MANAGERS | HEADS | {Position.CONTACT_SYSTEM},  # over the interface; a system reads nothing by it
    "information.record": MANAGERS | HEADS,  # fill in, confirm, propose a correction (A31.1); needs a tie
    "correction.decide": HEADS,  # answers for the core bank of customers at home below, never one's own proposal
    "merge.decide": HEADS,  # two files of one customer; above the homes of both, never one's own proposal
    "information.figures": MANAGERS | HEADS | CONTROL,  # one's own customers, or those at home below
    "information.import": MANAGERS | HEADS,  # files of information, row by row under the tie of whoever sends them
    "duplicate.check": MANAGERS | HEADS,  # whether somebody is a customer; each look is logged
    # duties
    "duty.see_below": HEADS | CONTROL,  # other people's duties in the subtree; customers masked without a tie
    "duty.excuse.ask": STAFF,  # for one's own duty
    "duty.excuse.decide": HEADS,  # for a duty in the subtree, never one's own
    "duty.reassign": HEADS,
    "compliance.see": HEADS | CONTROL | {Position.COMPLAINT_OFFICER},  # figures, down to masked cases
    "task.team": HEADS,  # the day of everyone in the subtree
    # the manual
    "manual.see": EVERYONE,  # the standard itself is no secret: stationed third parties must keep it too
    "phrases.check": STAFF | {Position.CONTACT_SYSTEM},  # over the interface, before a memo is saved (A18)
    "manual.propose": HEADS | {Position.DEPARTMENT_OFFICER},
    "manual.approve": frozenset({Position.BRANCH_HEAD, Position.DEPARTMENT_OFFICER}),  # never one's own proposal
    # organisation
    "organisation.see": STAFF,  # institutions, people, hours
    "organisation.edit": HEADS,  # zones, hours, exceptions
    "post.see": frozenset({Position.ADMINISTRATOR, Position.BRANCH_HEAD, Position.DEPARTMENT_OFFICER}),  # and end them
    "post.ask": frozenset({Position.ADMINISTRATOR, Position.BRANCH_HEAD}),  # an extra post at an institution below
    "post.decide": frozenset({Position.BRANCH_HEAD, Position.DEPARTMENT_OFFICER}),  # never one's own asking or post
    "leave.set": HEADS,  # for people in the subtree: a deputy sees the customers, so nobody names their own alone
    # control
    "audit.see": frozenset({Position.OUTLET_HEAD, Position.BRANCH_HEAD, Position.INSPECTOR}),
    "trace.see": EVERYONE,  # what I did and saw, and who looked at my customers
    "password.change": EVERYONE,
    "live.follow": STAFF,
    "api.docs": STAFF | DEVICES,  # whoever may call the interface may read how
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
    # corporate business
    "lead.make": SERVES | HEADS,  # write a lead down; it is an account or corporate manager's (A23.1a)
    "lead.hold": frozenset({Position.CORPORATE_MANAGER, Position.ACCOUNT_MANAGER}) | HEADS,  # answers for leads
    "lead.board": HEADS,  # leads below, with their chain of decision
    "lead.list": MANAGERS | HEADS,  # lists of prospects: of customers one is tied to, and of those without a manager
    "opening.desk": OUTLET_HEADS | {Position.OPEN_TELLER, Position.CLOSED_TELLER},  # openings of one's own outlet
    "client_need.answer": frozenset({Position.DEPARTMENT_OFFICER}),  # needs sent to one's own department (A24.3d)
    # inspections
    "inspection.see": CONTROL | HEADS,  # an outlet sees what is published to it
    "inspection.do": CONTROL | {Position.BRANCH_HEAD},  # also what is covert, of every outlet below
    "inspection.self": OUTLET_HEADS,  # the daily check of one's own outlet (A37.1e), and its report on mending
    "inspection.plan": CONTROL | {Position.BRANCH_HEAD},  # who inspects how often, who goes when
    "inspection.sheet": CONTROL,  # the union sets the sheet of a year (A37.3)
    "award.give": CONTROL | {Position.BRANCH_HEAD},  # refused after a bad result (A37.5c)
    "finding.mend": OUTLET_HEADS,
    # satisfaction
    "satisfaction.see": LOBBY | CONTROL | {Position.BRANCH_HEAD},  # figures, ratings, symposiums, stars below
    "satisfaction.analyse": OUTLET_HEADS,  # a month below the share (A39.5)
    "questionnaire.edit": HEADS | CONTROL,  # ask customers of one's institution and of all below
    "symposium.record": LOBBY | {Position.BRANCH_HEAD},
    "star.grade": HEADS | {Position.DEPARTMENT_OFFICER},  # never oneself (A39.2)
    "star.scheme": frozenset({Position.BRANCH_HEAD, Position.DEPARTMENT_OFFICER}),  # the criteria
    "assessment.see": HEADS | CONTROL,  # the yearly assessment (A37.5)
    # the opinion book
    "opinion.see": LOBBY | CONTROL | {Position.BRANCH_HEAD, Position.COMPLAINT_OFFICER},  # numbers masked
    "opinion.record": LOBBY,  # type or photograph an entry (A19.3)
    "opinion.answer": LOBBY,  # answer, call back, pass on to complaints; sees the number, logged
    "opinion.read": OUTLET_HEADS,  # the daily reading (A35.3)
    # routines
    "checklist.fill": SERVES | LOBBY | {Position.GUARD},  # one's own lists and those of one's position (A19.1, A38.1)
    "checklist.see": SERVES | LOBBY | CONTROL | {Position.GUARD, Position.BRANCH_HEAD},
    "checklist.all": LOBBY | CONTROL | {Position.BRANCH_HEAD},  # everybody's lists at the outlet, and figures
    "register.see": LOBBY | CONTROL | {Position.BRANCH_HEAD},  # licences, materials, named people, third parties
    "register.edit": OUTLET_HEADS,
    "material.edit": LOBBY,  # put on display, taken down (A4.4)
    "outlet.day": HEADS,  # the head's board (A38)
    # meetings: the lobby log, minutes, tasks
    "log.see": LOBBY | CONTROL | {Position.BRANCH_HEAD},
    "log.write": LOBBY,  # draft, sign, correct (A19.3)
    "meeting.see": OUTLET_STAFF | CONTROL | {Position.BRANCH_HEAD},  # of one's own outlet, or below; tasks of one's own
    "meeting.hold": OUTLET_HEADS,  # morning meeting and weekly review (A38.1, A40)
    "meeting.joint": frozenset({Position.BRANCH_HEAD, Position.DEPARTMENT_OFFICER}),  # of departments (A36.1)
    # emergency plans and training
    "plan.see": OUTLET_STAFF | CONTROL | {Position.BRANCH_HEAD},
    "plan.open": OUTLET_STAFF | {Position.BRANCH_HEAD},  # whoever is there when it happens; ticks its steps (A39.3)
    "plan.close": OUTLET_HEADS,  # with the lessons; holds drills
    "training.see": OUTLET_STAFF | CONTROL | {Position.BRANCH_HEAD},
    "training.plan": OUTLET_HEADS,
    "skill.see": OUTLET_STAFF | CONTROL | {Position.BRANCH_HEAD},  # who speaks what, or signs (A33.1)
    "skill.set": OUTLET_HEADS,
    # bookings
    "booking.make": MANAGERS | HEADS,  # of a customer one is tied to (A30)
    "booking.receive": MANAGERS | HEADS,  # whom customers are booked with
    "booking.see": MANAGERS | LOBBY | {Position.BRANCH_HEAD},  # the day of one's outlet; customers masked without a tie
    "booking.arrive": MANAGERS | LOBBY,
    "booking.register": HEADS | {Position.PRIVATE_BANKER},  # the month's register and its report (A30.1)
    "booking.places": HEADS,  # rooms, counters, parking, the way; of the place one heads oneself, a private bank too
    # contacts
    "attrition.see": MANAGERS | HEADS,  # signals of one's own customers and what came of them; heads: those below
    "attrition.board": HEADS,  # won and lost per manager below
    "market_event.make": HEADS | {Position.DEPARTMENT_OFFICER},  # write one, open its duties; for customers below
    "market_event.see": MANAGERS | HEADS | {Position.DEPARTMENT_OFFICER},  # what to tell; figures of one's own scope
    # handovers
    "handover.see": MANAGERS | HEADS,  # those one gives, takes, proposed, or heads
    "handover.propose": MANAGERS | HEADS,  # of one's own customers; heads: of people below
    "handover.decide": HEADS,  # signs for a giver who is gone, ends one, sees who is accountable for nobody
    # outreach
    "list.use": MANAGERS | HEADS,  # lists, planning, export: of customers one is tied to
    "target.see": MANAGERS | HEADS,  # one's own targets and report; heads those below
    "target.set": HEADS,  # for positions and people at the places one heads
    "campaign.see": MANAGERS | HEADS,  # those of one's institution and below; guests by name with a tie only
    "plan.make": MANAGERS | HEADS,  # plans, opinions and surveys; needs a tie
    # complaints
    "complaint.take": SERVES
    | LOBBY
    | HEADS
    | {Position.COMPLAINT_OFFICER, Position.DEPARTMENT_OFFICER},  # whoever is asked first (A35.1)
    "complaint.take_anywhere": frozenset({Position.COMPLAINT_OFFICER, Position.DEPARTMENT_OFFICER}),  # A34.6, A36
    "complaint.see": SERVES
    | LOBBY
    | HEADS
    | {Position.COMPLAINT_OFFICER, Position.DEPARTMENT_OFFICER},  # cases by need to know (A34.6), never about oneself
    "complaint.see_below": HEADS | {Position.COMPLAINT_OFFICER, Position.DEPARTMENT_OFFICER},  # but confidential ones
    "complaint.figures": HEADS | {Position.COMPLAINT_OFFICER, Position.DEPARTMENT_OFFICER},
    "complaint.teach": OUTLET_HEADS,  # tells the staff a lesson and who confirmed it (A35.7)
    "complaint.learn": STAFF - {Position.ADMINISTRATOR},  # the library: no case, no name (A35.7)
    # advice
    "advice.see": MANAGERS | HEADS,  # products, and sales by whoever made them, heads above, the customer's manager
    "advice.give": MANAGERS | HEADS,  # assess and recommend; needs a tie, or the customer at one's own counter
    "advice.register": frozenset({Position.BRANCH_HEAD, Position.DEPARTMENT_OFFICER}),  # products and their ratings
    "advice.board": HEADS,  # sales below, figures by person
    "quota.see": MANAGERS | HEADS | {Position.DEPARTMENT_OFFICER},  # what is left here and below, who asks
    "quota.ask": MANAGERS | HEADS,  # for one's institution, outside a sale (A29.2)
    "quota.answer": frozenset(
        {Position.BRANCH_HEAD, Position.DEPARTMENT_OFFICER}
    ),  # at their level: move, grant, pass up
    "fees.table": MANAGERS | HEADS,  # all tiers' discounts; in wealth and private channels only (A32)
    "fees.at_hand": SERVES,  # the discounts of the eligible customer at one's own counter (A32)
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
    "lobby.follow": LOBBY
    | SERVES
    | (DEVICES - {Position.CONTACT_SYSTEM})
    | {Position.BRANCH_HEAD},  # live: ids and figures only
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
