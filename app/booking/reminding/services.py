"""Mail in time: joining details some days before, and a reminder shortly before, at the times that the office set.

A Learning Week has neither: the day before each of its days brings one letter with all that is booked on it.

Planned from the data as they are when it is sent: a moved session is told anew, a cancelled one not at all.
"""

from datetime import date, datetime

from app.accounts.models import User
from app.accounts.people import queries as people
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.models import Booking
from app.booking.models_letters import WeekDayLetter
from app.booking.reminding import emails, queries, rules
from app.booking.rules import letter_due_at
from app.booking.services_letters import mail, week_of
from app.core.changes import in_batches
from app.core.database import advisory_lock, command, db
from app.files.letters import Letter
from app.notifications.models import LetterKind
from app.notifications.services import post
from app.programme.models_sessions import SessionDay
from app.settings import queries as settings
from app.settings.rules_reminders import ReminderTimes


def send_joining_details(*, at: datetime) -> int:
    """To those who had booked when they were due; missed in an outage, the reminder stands in. Returns how many."""
    times = settings.current(ReminderTimes)
    until = rules.due_until(at, days=times.joining_days, hour=times.hour)
    to_tell = queries.to_tell_before(Booking.joining_sent_for, at=at, until=until)
    return sum(_send_joining_details(some, at=at) for some in in_batches([booking.id for booking in to_tell]))


@command
def _send_joining_details(among: list[int], *, at: datetime) -> int:
    advisory_lock("mail in time")
    sent, times = 0, settings.current(ReminderTimes)
    versions = settings.versions(ReminderTimes)
    until = rules.due_until(at, days=times.joining_days, hour=times.hour)
    for booking in queries.to_tell_before(Booking.joining_sent_for, among, at=at, until=until):
        starts_at = booking.joining_sent_for = booking.session.starts_at
        booked_at = booking.booked_at or at
        then = settings.stood_at(ReminderTimes, versions, booked_at)
        was_due_at = letter_due_at(starts_at, days=then.joining_days, hour=then.hour)
        is_in_time = at < letter_due_at(starts_at, days=times.reminder_days, hour=times.hour)
        if is_in_time and booked_at <= was_due_at:  # who booked later was told all in the confirmation
            _mail(booking, emails.joining_details(booking, at=at), kind=LetterKind.JOINING_DETAILS, at=at)
            sent += 1
    return sent


def send_reminders(*, at: datetime) -> int:
    """To those who had booked when it was due. Returns how many."""
    times = settings.current(ReminderTimes)
    until = rules.due_until(at, days=times.reminder_days, hour=times.hour)
    to_tell = queries.to_tell_before(Booking.reminded_for, at=at, until=until)
    return sum(_send_reminders(some, at=at) for some in in_batches([booking.id for booking in to_tell]))


@command
def _send_reminders(among: list[int], *, at: datetime) -> int:
    advisory_lock("mail in time")
    sent, times = 0, settings.current(ReminderTimes)
    until = rules.due_until(at, days=times.reminder_days, hour=times.hour)
    for booking in queries.to_tell_before(Booking.reminded_for, among, at=at, until=until):
        starts_at = booking.reminded_for = booking.session.starts_at
        if (booking.booked_at or at) <= letter_due_at(starts_at, days=times.reminder_days, hour=times.hour):
            _mail(booking, emails.reminder(booking, at=at), kind=LetterKind.REMINDER, at=at)
            sent += 1
    return sent


@command
def send_joining_details_again(booking: Booking, *, by: User, at: datetime) -> None:
    """For somebody who can't find them. Raises NotBooked or SessionStarted."""
    booking.must_be_withdrawable(at)
    letter = emails.joining_details(booking, at=at)
    occurrence = f"again-{at:%Y%m%d%H%M%S}"
    mail(
        booking, letter, kind=LetterKind.JOINING_DETAILS, at=at, occurrence=occurrence, stale_at=booking.session.ends_at
    )
    audit.write(Verb.SENT_JOINING_DETAILS_AGAIN, booking, by=by, at=at)


def send_week_days(*, at: datetime) -> int:
    """To everybody booked on a day of a Learning Week whose letter is due, one each. Returns how many."""
    hour = settings.current(ReminderTimes).week_hour
    return sum(
        _send_week_day(people, on, at=at)
        for on in rules.week_days_due(at, hour=hour)
        for people in in_batches(queries.without_week_day_letter(on, by=rules.week_day_letter_at(on, hour=hour)))
    )


@command
def _send_week_day(people_ids: list[int], on: date, *, at: datetime) -> int:
    """A letter that was taken back, because a session in it changed before it left, is written anew."""
    advisory_lock("mail in time")
    written = queries.week_day_letters(on, people_ids)
    sent, by = 0, rules.week_day_letter_at(on, hour=settings.current(ReminderTimes).week_hour)
    for booked in _by_person(queries.booked_in_weeks(on, people_ids, by=by)):
        booking, _ = booked[0]
        person_id, week_id = booking.practitioner_id, booking.session.learning_week_id or 0
        letter = written.get((person_id, week_id)) or WeekDayLetter(
            practitioner_id=person_id, learning_week_id=week_id, on=on, version=0
        )
        if letter.is_due:
            letter.write(at)
            db.session.add(letter)
            sent += post(
                emails.week_day(booked),
                kind=LetterKind.WEEK_DAY,
                about=week_of(booking),
                occurrence=letter.occurrence,
                to_email=booking.practitioner.email,
                to_name=booking.name,
                at=at,
                stale_at=booked[-1][1].ends_at,
            )
    return sent


def _by_person(booked: list[tuple[Booking, SessionDay]]) -> list[list[tuple[Booking, SessionDay]]]:
    """Each person's own, in the order of the day."""
    of_person: dict[tuple[int, int | None], list[tuple[Booking, SessionDay]]] = {}
    for booking, day in booked:
        of_person.setdefault((booking.practitioner_id, booking.session.learning_week_id), []).append((booking, day))
    return list(of_person.values())


def alert_below_minimum(*, at: datetime) -> int:
    """Tell the training team, once a session, that too few have booked. Returns how many sessions."""
    return _tell_the_office(at=at) if queries.below_minimum(at=at) else 0


@command
def _tell_the_office(*, at: datetime) -> int:
    found = queries.below_minimum(at=at)
    told = 0
    for session, booked in found:
        letter = emails.below_minimum(session, booked=booked)
        posted = [
            post(
                letter,
                kind=LetterKind.BELOW_MINIMUM,
                about=f"session-{session.id}",
                occurrence=f"{session.starts_at:%Y%m%d}-{officer.id}",
                to_email=officer.email,
                to_name=officer.name,
                at=at,
                stale_at=session.starts_at,
            )
            for officer in people.training_team()
        ]
        told += any(posted)
    return told


def _mail(booking: Booking, letter: Letter, *, kind: LetterKind, at: datetime) -> None:
    starts_at = booking.session.starts_at
    mail(booking, letter, kind=kind, at=at, occurrence=f"{starts_at:%Y%m%dT%H%M}", stale_at=starts_at)
