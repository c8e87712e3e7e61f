"""From a report of a meeting to proposed marks: who is who, how long they were there, and what that means."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.attendance.names import name_to_compare
from app.attendance.registers.rules import StandingMark
from app.attendance.teams_reports import refusals, rules
from app.booking.models import Booking
from app.booking.states import Outcome
from app.programme.models import Trainer
from app.programme.models_sessions import SessionDay
from app.web.formatting import count

SHARE = 80
"""Per cent of a day's time from which somebody was there for the whole of it, unless the office says otherwise."""

WALKED_IN = "walk-in"
LEFT_OUT = ""
MOST_UNMATCHED = 500


@dataclass(frozen=True)
class Choices:
    """What the office says to a report: by participant's number, whose booking it is (its id), WALKED_IN or LEFT_OUT.

    `agencies` are the names of those of people who came without a booking, as they were typed.
    `changes` holds the keys of lines whose standing mark gives way; `others_absent` marks those not in the report.
    """

    share: int = SHARE
    others_absent: bool = False
    people: Mapping[int, str] = field(default_factory=dict)
    agencies: Mapping[int, str] = field(default_factory=dict)
    changes: frozenset[str] = frozenset()


@dataclass
class MatchedBooking:
    """A booking that the report tells of."""

    booking: Booking
    participants: list[rules.Participant]
    present: timedelta
    whole: timedelta
    share: int
    standing: StandingMark | None

    @property
    def minutes(self) -> int:
        return int(self.present.total_seconds() // 60)

    @property
    def percent(self) -> int:
        """Rounded down, so that 80% is never less than 80."""
        return int(self.present * 100 // self.whole)

    @property
    def proposed(self) -> Outcome | None:
        """Nothing for somebody who was in the meeting outside the session's hours alone. A walk-in stays one."""
        if not self.present:
            return None
        if self.booking.is_walk_in:
            return Outcome.WALK_IN
        return Outcome.ATTENDED if self.present * 100 >= self.whole * self.share else Outcome.LEFT_EARLY

    @property
    def key(self) -> str:
        """The booking with its mark as it stands: a change that was ticked is one of this mark and of no later one."""
        return f"{self.booking.id}-{self.standing.mark if self.standing else ''}"

    @property
    def may_change(self) -> bool:
        """It is marked, otherwise than the report proposes."""
        return self.standing is not None and self.proposed not in (None, self.standing and self.standing.mark)

    def is_to_mark(self, choices: Choices) -> bool:
        if self.proposed is None:
            return False
        return self.standing is None or (self.may_change and self.key in choices.changes)


@dataclass
class ProposedMarks:
    """What a report would do to the register of one day. Nothing is done yet."""

    report: rules.TeamsReport
    day: SessionDay
    number: int
    choices: Choices
    lines: list[MatchedBooking]
    missing: list[Booking]
    """Booked, not marked, and not in the report."""
    unmatched: list[rules.Participant]
    set_aside: list[rules.Participant]
    choosable: list[Booking]
    """Whom somebody unmatched may be: booked, and found in the report neither by address nor by name."""
    tells_of_nobody_booked: bool
    """There are people with a place, and none of them is in it: it may be that of another meeting on the same day."""

    @property
    def to_mark(self) -> list[MatchedBooking]:
        return [line for line in self.lines if line.is_to_mark(self.choices)]

    @property
    def new_lines(self) -> list[MatchedBooking]:
        return [line for line in self.lines if line.standing is None]

    @property
    def marked_lines(self) -> list[MatchedBooking]:
        return [line for line in self.lines if line.standing is not None]

    @property
    def walked_in(self) -> list[rules.Participant]:
        return [person for person in self.unmatched if self.choices.people.get(person.number) == WALKED_IN]


def propose(
    report: rules.TeamsReport,
    bookings: Sequence[Booking],
    standing: Mapping[int, StandingMark],
    days: Sequence[SessionDay],
    trainers: Sequence[Trainer],
    choices: Choices,
) -> ProposedMarks:
    """What the report says of the bookings on the register.

    Raises BadChoice for what no list offers, and NotATeamsReport where it must be that of another meeting.
    """
    number, day = next((number, day) for number, day in enumerate(days, start=1) if day.on == report.on)
    set_aside = _set_aside(report, bookings, trainers)
    matched = _matched([person for person in report.participants if person not in set_aside], bookings)
    known = {person.number for people in (set_aside, *matched.values()) for person in people}
    unmatched = [person for person in report.participants if person.number not in known]
    if len(unmatched) > MOST_UNMATCHED:
        raise refusals.NotATeamsReport(
            f"{count(len(unmatched), 'person', 'people')} of this report have no place on this session."
        )
    choosable = [booking for booking in bookings if booking.can_be_marked and booking.id not in matched]
    _add_chosen(matched, unmatched, bookings, choices)
    lines = [
        _matched_bookings(booking, matched[booking.id], day, choices.share, standing.get(booking.id))
        for booking in bookings
        if booking.id in matched
    ]
    expected = [booking for booking in bookings if booking.can_be_marked]
    missing = [booking for booking in expected if booking.id not in matched and booking.id not in standing]
    tells_of_nobody = bool(expected) and not any(booking.id in matched for booking in expected)
    return ProposedMarks(report, day, number, choices, lines, missing, unmatched, set_aside, choosable, tells_of_nobody)


def _set_aside(
    report: rules.TeamsReport, bookings: Sequence[Booking], trainers: Sequence[Trainer]
) -> list[rules.Participant]:
    """Those who were there to teach, unless they have a place too."""
    booked = {booking.practitioner.email for booking in bookings}
    taught = (person for person in report.participants if _is_trainer(person, trainers))
    return [person for person in taught if not booked.intersection(person.addresses)]


def _matched_bookings(
    booking: Booking, participants: list[rules.Participant], day: SessionDay, share: int, standing: StandingMark | None
) -> MatchedBooking:
    stays = [stay for person in participants for stay in person.stays]
    return MatchedBooking(
        booking=booking,
        participants=participants,
        present=time_present(stays, day.starts_at, day.ends_at),
        whole=day.ends_at - day.starts_at,
        share=share,
        standing=standing,
    )


def time_present(stays: Iterable[rules.Stay], starts_at: datetime, ends_at: datetime) -> timedelta:
    """How much of the time between two instants the stays cover: overlaps once, and no more than Teams adds up."""
    covered, added_up, until = timedelta(), timedelta(), starts_at
    for stay in sorted(stays, key=lambda stay: stay.joined):
        joined, left = max(stay.joined, starts_at), min(stay.left or ends_at, ends_at)
        within = max(left - joined, timedelta())
        added_up += within if stay.lasted is None else min(within, stay.lasted)
        covered += max(left - max(joined, until), timedelta())
        until = max(until, left)
    return min(covered, added_up)


def _matched(people: Sequence[rules.Participant], bookings: Sequence[Booking]) -> dict[int, list[rules.Participant]]:
    """The participants of each booking, by its id: by address, then by a name that is nobody else's.

    A name alone doesn't make somebody with another address the person whose address was there too.
    """
    by_address = {booking.practitioner.email: booking for booking in bookings}
    matched: dict[int, list[rules.Participant]] = {}
    for person in people:
        booking = next((by_address[address] for address in person.addresses if address in by_address), None)
        if booking:
            matched.setdefault(booking.id, []).append(person)
    taken = {person.number for found in matched.values() for person in found}
    rest = [person for person in people if person.number not in taken]
    for booking, alike in _by_name(rest, bookings):
        others = [person for person in alike if person.addresses]
        if booking.id in matched:
            alike = [person for person in alike if not person.addresses]
        elif len(others) > 1:
            continue
        if alike:
            matched.setdefault(booking.id, []).extend(alike)
    return matched


def _by_name(
    people: Sequence[rules.Participant], bookings: Sequence[Booking]
) -> list[tuple[Booking, list[rules.Participant]]]:
    """Each booking whose name no other has, with the participants of that name."""
    named: dict[str, list[Booking]] = {}
    for booking in bookings:
        for key in {name_to_compare(booking.name), name_to_compare(booking.practitioner.name)}:
            named.setdefault(key, []).append(booking)
    found: dict[int, tuple[Booking, list[rules.Participant]]] = {}
    for person in people:
        alike = named.get(name_to_compare(person.name), [])
        if len(alike) == 1:
            found.setdefault(alike[0].id, (alike[0], []))[1].append(person)
    return list(found.values())


def _add_chosen(
    matched: dict[int, list[rules.Participant]],
    unmatched: list[rules.Participant],
    bookings: Sequence[Booking],
    choices: Choices,
) -> None:
    """Whom the office knows by another name joins that booking's participants."""
    known = {str(booking.id): booking.id for booking in bookings}
    for person in unmatched:
        chosen = choices.people.get(person.number, LEFT_OUT)
        if chosen in known:
            matched.setdefault(known[chosen], []).append(person)
        elif chosen != LEFT_OUT and not (chosen == WALKED_IN and person.email):
            raise refusals.BadChoice


def _is_trainer(person: rules.Participant, trainers: Sequence[Trainer]) -> bool:
    """One of the session's trainers, as somebody who may lead the meeting."""
    names = {name_to_compare(trainer.name) for trainer in trainers}
    addresses = {trainer.email for trainer in trainers if trainer.email}
    return person.may_lead and (name_to_compare(person.name) in names or bool(addresses & set(person.addresses)))
