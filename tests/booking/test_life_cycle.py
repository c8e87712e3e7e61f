"""From which state each transition of a booking may be made, and how it says no from every other."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.models import User
from app.booking.models import Booking
from app.booking.models_life_cycle import LifeCycle
from app.booking.refusals import ChangedMeanwhile, HoldLapsed, NotBooked, NotOnTheList
from app.booking.states import LIVE, PENDING, BookingState, Channel, Outcome
from app.core.errors import Refusal

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SOON = AT + timedelta(minutes=30)
SOMEBODY = User(id=3)
NEW = None
"""A booking that is made and in no state yet."""

S = BookingState
EVERY_STATE = [NEW, *S]

TRANSITIONS: dict[str, tuple[Callable[[Booking], object], type[Refusal], dict[S | None, S]]] = {
    "hold": (lambda booking: booking.hold(SOON), ChangedMeanwhile, {NEW: S.HELD}),
    "ask": (lambda booking: booking.ask(SOON), ChangedMeanwhile, {NEW: S.ASKED}),
    "ask to wait": (lambda booking: booking.ask_to_wait(SOON), ChangedMeanwhile, {NEW: S.UNCONFIRMED}),
    "walk in": (lambda booking: booking.walk_in(AT), ChangedMeanwhile, {NEW: S.WALKED_IN}),
    "confirm": (
        lambda booking: booking.confirm(AT),
        HoldLapsed,
        {S.HELD: S.BOOKED, S.ASKED: S.BOOKED, S.UNCONFIRMED: S.WAITING},
    ),
    "book": (
        lambda booking: booking.book(AT),
        ChangedMeanwhile,
        {NEW: S.BOOKED, S.HELD: S.BOOKED, S.ASKED: S.BOOKED, S.WAITING: S.BOOKED, S.OFFERED: S.BOOKED},
    ),
    "wait": (lambda booking: booking.wait(AT), ChangedMeanwhile, {NEW: S.WAITING, S.UNCONFIRMED: S.WAITING}),
    "offer": (lambda booking: booking.offer(SOON), NotOnTheList, {S.WAITING: S.OFFERED}),
    "leave the list": (
        lambda booking: booking.leave_the_list(),
        NotOnTheList,
        {S.WAITING: S.LEFT_LIST, S.OFFERED: S.LEFT_LIST},
    ),
    "lapse": (
        lambda booking: booking.lapse(),
        ChangedMeanwhile,
        {S.HELD: S.LAPSED, S.ASKED: S.LAPSED, S.UNCONFIRMED: S.LAPSED},
    ),
    "cancel": (
        lambda booking: booking.cancel(late=True, by=SOMEBODY, channel=Channel.PHONE, reason="Ill", at=AT),
        NotBooked,
        {S.BOOKED: S.CANCELLED},
    ),
    "fall with the session": (
        lambda booking: booking.fall_with_the_session(by=SOMEBODY, at=AT),
        NotBooked,
        {
            S.BOOKED: S.CANCELLED,
            S.WAITING: S.LEFT_LIST,
            S.OFFERED: S.LEFT_LIST,
            S.HELD: S.LAPSED,
            S.ASKED: S.LAPSED,
            S.UNCONFIRMED: S.LAPSED,
        },
    ),
    "give away": (lambda booking: booking.give_away(by=SOMEBODY, at=AT), NotBooked, {S.BOOKED: S.SUBSTITUTED}),
    "take off the register": (lambda booking: booking.take_off_the_register(), NotBooked, {S.WALKED_IN: S.LAPSED}),
    "set aside": (lambda booking: booking.set_aside(), ChangedMeanwhile, dict.fromkeys(LIVE, S.LAPSED)),
    "mark": (lambda booking: booking.mark(Outcome.ATTENDED, AT), NotBooked, {S.BOOKED: S.BOOKED}),
}


def in_state(state: BookingState | None) -> Booking:
    """As it stands in that state: a hold's half hour runs, and so does the time of an offer."""
    pending = state in PENDING
    return Booking(
        state=state, held_until=SOON if pending else None, offered_until=SOON if state is S.OFFERED else None
    )


@pytest.mark.parametrize("state", EVERY_STATE)
@pytest.mark.parametrize("name", TRANSITIONS)
def test_a_transition_is_made_from_its_states_and_refused_from_every_other(
    name: str, state: BookingState | None
) -> None:
    make, refusal, leads_to = TRANSITIONS[name]
    booking = in_state(state)
    if state in leads_to:
        make(booking)
        assert booking.state is leads_to[state]
        return
    before = dict(vars(booking))
    with pytest.raises(refusal):
        make(booking)
    assert {key: value for key, value in vars(booking).items() if key in before} == before


def test_every_method_that_sets_the_state_is_in_the_table() -> None:
    tree = ast.parse(textwrap.dedent(inspect.getsource(LifeCycle)))
    setting = {
        method.name
        for method in ast.walk(tree)
        if isinstance(method, ast.FunctionDef)
        for node in ast.walk(method)
        if isinstance(node, ast.Attribute) and node.attr == "state" and isinstance(node.ctx, ast.Store)
    }
    assert setting <= {name.replace(" ", "_") for name in TRANSITIONS}


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.WALK_IN])
def test_what_has_come_to_something_is_not_cancelled_any_more(outcome: Outcome) -> None:
    booking = Booking(state=S.BOOKED, outcome=outcome)
    with pytest.raises(NotBooked):
        booking.cancel(late=False, by=SOMEBODY, channel=Channel.WEBSITE, reason="", at=AT)
    assert (booking.state, booking.outcome) == (S.BOOKED, outcome)


def test_a_hold_whose_half_hour_is_over_is_not_confirmed() -> None:
    booking = in_state(S.HELD)
    with pytest.raises(HoldLapsed):
        booking.confirm(SOON)
    assert booking.state is S.HELD
