"""What a file would bring over: everything that is wrong with it, or a plan."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from app.accounts.models import User, name_key
from app.accounts.people import queries as people
from app.booking import queries as booking_queries
from app.booking.cut_over_file import queries, rules
from app.booking.cut_over_file.refusals import AT_THE_END, BadCutOverFile, BroughtBefore, Complaint
from app.booking.cut_over_file.rules_bookings import BookingToCome, bookings_of
from app.booking.cut_over_file.rules_plan import CutOver, SessionToCome
from app.booking.models import Booking
from app.booking.states import CLAIMS, BookingState
from app.core.clock import to_london
from app.files.tables import Table
from app.programme.models_sessions import TrainingSession
from app.programme.years import services_imports
from app.programme.years.refusals import BadProgrammeFile
from app.programme.years.rules_programme import Programme
from app.settings import queries as settings
from app.settings.rules_lists import Sectors
from app.web.formatting import count, day_month_year


def planned_cut_over(table: Table, *, at: datetime) -> CutOver:
    """What bringing this file over would do. Raises BroughtBefore where it is nothing, or BadCutOverFile with all that
    is wrong."""
    if queries.import_of(digest_of(table)):
        raise BroughtBefore
    plan = _plan(table, at)
    if plan.is_nothing:
        raise BroughtBefore
    return plan


def digest_of(table: Table) -> str:
    """Of its cells: the same table saved as CSV and as XLSX is the same file."""
    return hashlib.sha256(repr((table.header, sorted(table.lines.items()))).encode()).hexdigest()


def _plan(table: Table, at: datetime) -> CutOver:
    """Raises BadCutOverFile."""
    lines = rules.lines_of(table)
    files = rules.sessions_of(lines)
    sectors = settings.current(Sectors)
    known = queries.standing_sessions([(file.title_key, file.starts_at) for file in files])
    sessions = [
        SessionToCome(file, bookings_of(file, sectors, at=at), known.get((file.title_key, file.starts_at)))
        for file in files
    ]
    _must_be_to_come(sessions, at)
    programme, table_of_new, complaints = _planned_programme(sessions)
    complaints += [complaint for line in lines for complaint in line.complaints]
    of_new = {session.line: session for session in programme.sessions}
    for session in sessions:
        session.new = of_new.get(session.file.first.number)
    addresses = {booking.email for session in sessions for booking in session.bookings if booking.email}
    known_people = queries.people_by_address(addresses)
    complaints += _against_what_is_there(sessions, known_people, at)
    if complaints:
        raise BadCutOverFile(list(dict.fromkeys(complaints)))
    keys = {name_key(booking.agency) for session in sessions for booking in session.bookings if booking.agency}
    return CutOver(
        sessions,
        programme.courses,
        table_of_new,
        {key: agency.surviving for key, agency in people.agencies_named(keys).items()},
        {email: person for email, person in known_people.items() if not person.is_provisional},
        [agency.name for agency in people.listed_agencies()],
    )


def _must_be_to_come(sessions: Iterable[SessionToCome], at: datetime) -> None:
    """A session that has begun goes in with its register; one that is there takes bookings, and has as many places."""
    for session in sessions:
        first, standing = session.file.first, session.standing
        if (standing.starts_at if standing else session.file.starts_at) <= at:
            first.complain("date", "has begun: import it with its register, as a past one")
        if standing is None:
            continue
        if standing.is_cancelled:
            first.complain("course", "this session is cancelled in Coursebook; take its lines out")
        elif not standing.is_by_name:
            first.complain("course", "nobody books this session by name in Coursebook: it is open, or e-learning")
        given = session.file.cell("places")
        if given and given != f"{standing.places}":
            _line_of(session, "places").complain("places", f"{given[:10]} here, and {standing.places} in Coursebook")


def _line_of(session: SessionToCome, column: str) -> rules.Line:
    return next((line for line in session.file.lines if line.get(column)), session.file.first)


def _planned_programme(sessions: Iterable[SessionToCome]) -> tuple[Programme, Table | None, list[Complaint]]:
    """The courses and sessions that aren't there yet, read as a programme's file is, and what is wrong with them."""
    rows = {each.file.first.number: each.file.cells for each in sessions if each.standing is None}
    if not rows:
        return Programme([], []), None, []
    table = Table(list(rules.SESSION_COLUMNS), rows)
    try:
        return services_imports.planned_import(table), table, []
    except BadProgrammeFile as bad:
        return Programme([], []), table, [_as_complaint(words) for words in bad.complaints]


def _as_complaint(words: str) -> Complaint:
    """Line 5: places “x” isn’t a whole number: at which column it is stands at its beginning."""
    found = re.fullmatch(r"Line (\d+): (.*)", words, re.DOTALL)
    if not found:
        return Complaint(AT_THE_END, "", words)
    said = found[2]
    column = next((name for name in sorted(rules.SESSION_COLUMNS, key=len, reverse=True) if said.startswith(name)), "")
    if column:
        return Complaint(int(found[1]), column, said.removeprefix(column).strip())
    return Complaint(int(found[1]), next((_ABOUT[words] for words in _ABOUT if words in said), ""), said)


_ABOUT = {
    "the same course with the same start": "date",
    "a session in the programme that starts then": "date",
    "day must end after": "ends",
    "days have the same date": "date 2",
    "clocks go forward": "starts",
    "the strand is": "strand",
    "trainer": "trainers",
    "Learning Week": "learning week",
    "not all days lie": "learning week",
    "course": "course",
}
"""At which column of a session something is wrong, by what is said of it: the first that fits."""


def _against_what_is_there(
    sessions: Sequence[SessionToCome], known: Mapping[str, User], at: datetime
) -> list[Complaint]:
    """Who came over before is noted on the session; what speaks against the others is complained of."""
    standing = [each.standing for each in sessions if each.standing]
    places = booking_queries.availability(standing, at=at)
    there = queries.bookings_there([each.id for each in standing])
    brought = queries.brought_before([booking.id for bookings in there.values() for booking in bookings])
    complaints = []
    for session in sessions:
        complaints += _same_person_twice(session, known)
        if session.standing:
            session.taken = places[session.standing.id].taken
            session.waits_there = places[session.standing.id].waiting
            for booking in session.bookings:
                person = known.get(booking.email)
                theirs = there.get((session.standing.id, person.id), []) if person else []
                complaints += _against_their_own(session, booking, theirs, brought)
        complaints += _against_the_places(session)
    return complaints


def _same_person_twice(session: SessionToCome, known: Mapping[str, User]) -> list[Complaint]:
    """Under two addresses, of records that were merged."""
    first_at: dict[int, BookingToCome] = {}
    complaints = []
    for booking in sorted(session.bookings, key=lambda booking: booking.line):
        if person := known.get(booking.email):
            before = first_at.setdefault(person.id, booking)
            if before.email != booking.email:
                words = f"{booking.email} is the same person as {before.email} on line {before.line}"
                complaints.append(Complaint(booking.line, "email", words))
    return complaints


def _against_their_own(
    session: SessionToCome, booking: BookingToCome, theirs: Sequence[Booking], brought: set[int]
) -> list[Complaint]:
    if any(each.id in brought for each in theirs):
        session.there.add(booking.email)  # whatever has become of it since
        return []
    claim = next((each for each in theirs if each.state in CLAIMS), None)
    if claim and (claim.is_booked == booking.is_booked):
        session.there.add(booking.email)
        return []
    if claim:
        return [Complaint(booking.line, "status", f"{booking.state} here, and {claim.state_in_words} in Coursebook")]
    gone = next((each for each in reversed(theirs) if each.state in _ENDED), None)
    if gone:
        when = f" on {day_month_year(to_london(gone.cancelled_at).date())}" if gone.cancelled_at else ""
        words = f"{booking.email} {_ENDED[gone.state]} in Coursebook{when}; take the line out, or book it there"
        return [Complaint(booking.line, "email", words)]
    return []


_ENDED = {
    BookingState.CANCELLED: "cancelled this booking",
    BookingState.SUBSTITUTED: "sent a colleague",
    BookingState.LEFT_LIST: "left the waiting list",
}


def _against_the_places(session: SessionToCome) -> list[Complaint]:
    """Never more than there are, and nobody before those who wait in Coursebook."""
    booked = session.booked
    if session.standing is None and session.new is None:
        return []  # what is wrong with it is said already
    if booked and session.waits_there:
        waits = count(session.waits_there, "person waits", "people wait")
        return [Complaint(booked[0].line, "status", f"{waits} for this session in Coursebook: places go to them first")]
    free = max(session.places - session.taken, 0)
    if len(booked) <= free:
        return []
    has = f"has {count(session.places, 'place')}"
    taken = f", of which {session.taken} are taken in Coursebook" if session.taken else ""
    return [Complaint(booked[free].line, "status", f"the session {has}{taken}, and {len(booked)} are booked here")]


def standing_in(table: Table) -> list[TrainingSession]:
    """The sessions of a file that are in Coursebook: whoever brings it over locks them first."""
    files = rules.sessions_of(rules.lines_of(table))
    return list(dict.fromkeys(queries.standing_sessions([(file.title_key, file.starts_at) for file in files]).values()))
