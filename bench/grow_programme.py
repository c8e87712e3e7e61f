"""The people and the programme of many years, for `bench.grow`: what is worked out in Python, a table at a time."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, MetaData, String, Table, func, insert, select
from sqlalchemy.engine import Connection

from app.accounts.models import Agency, Sector, User, name_key
from app.core import clock
from app.core.changes import LONG_AGO
from app.core.database import Base, UtcDateTime
from app.core.roles import Role
from app.evaluation.issuing import rules as issuing
from app.evaluation.stages import Shape, Stage
from app.evaluation.timing.rules import DEFAULT_TIMINGS
from app.notifications.models_subscriptions import Subscription
from app.programme.models import Course, Series, Strand, Trainer, UsualLength, trainer_course
from app.programme.models_sessions import (
    Delivery,
    SessionDay,
    SessionState,
    TrainingSession,
    session_trainer,
)
from app.programme.models_weeks import LearningWeek
from app.programme.rules_working_days import is_working_day
from app.programme.subscriptions.rules import series_topic
from app.terms.models import NoticeUnit, Policy
from app.terms.policies import rules_notice

PLACES = 24
PLACES_OF_FULL_ONES = 12
BOOKINGS_A_SESSION = 18
BOOKINGS_A_PERSON = 5
AGENCIES = 200
COURSES = 60
TRAINERS = 40
SEASON = timedelta(days=91)
"""So far ahead the programme stands."""

MARKED_WITHIN = timedelta(hours=20)
"""A register is closed by then."""

_FIRST = (
    "Aisha Bronwyn Chloë Dáithí Eleanor Femi Grace Håkon Ines José Kwame Łucja Mohammed Niamh Olu Priya Quentin "
    "Rhiannon Siân Tomasz Uma Vikram Wen Xanthe Yusuf Zoë"
)
_LAST = (
    "Adeyemi Ashworth Brontë Clarke Davies Evans Fitzgerald-Hughes García Hussain Iqbal Jones Kowalska Lindqvist "
    "Müller Nguyễn O’Brien Patel Quigley Rees Smith Taylor-Jones Umar Vaughan Williams Yılmaz Żak D’Arcy Ó’Súilleabháin"
)
FIRST_NAMES, LAST_NAMES = _FIRST.split(), _LAST.split()
JOB_ROLES = ["Social worker", "Teacher", "Health visitor", "Police constable", "Family support worker", "Volunteer"]
SUBJECTS = (
    "Neglect",
    "Contextual safeguarding",
    "Sexual abuse",
    "Safeguarding",
    "Child protection processes",
    "Domestic abuse",
    "Professional curiosity",
    "Allegations against staff",
    "Children with disabilities",
    "Suicide prevention",
    "Digital safeguarding",
    "Exploitation",
)
KINDS = (
    ("an introduction", Strand.CORE_TOPIC, UsualLength.HALF_DAY, time(9, 30), time(13)),
    ("in practice", Strand.CORE_TOPIC, UsualLength.FULL_DAY, time(9, 30), time(16, 30)),
    ("in two days", Strand.CORE_TOPIC, UsualLength.TWO_DAYS, time(9, 30), time(16, 30)),
    ("for specialists", Strand.SPECIALIST, UsualLength.HALF_DAY, time(13, 30), time(16, 30)),
    ("over lunch", Strand.LUNCHTIME, UsualLength.LUNCHTIME, time(12, 30), time(13, 30)),
)


def _kind_of(course: dict[str, Any]) -> tuple[str, Strand, UsualLength, time, time]:
    return next(each for each in KINDS if each[1:3] == (course["strand"], course["usual_length"]))


plan = Table(
    "grown_session",
    MetaData(),
    Column("session_id", Integer, primary_key=True),
    Column("number", Integer),
    Column("first", Integer),
    Column("seats", Integer),
    Column("places", Integer),
    Column("week_id", Integer),
    Column("is_closed", Boolean),
    Column("is_brief", Boolean),
    Column("is_marked_by_day", Boolean),
    Column("keeps_needs", Boolean),
    Column("title", String),
    Column("level", String),
    Column("pence", Integer),
    Column("starts_at", UtcDateTime),
    Column("ends_at", UtcDateTime),
    Column("base_at", UtcDateTime),
    Column("free_until", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("told_details", Boolean),
    Column("told_again", Boolean),
    Column("reminders_before", Integer),
    Column("asked_after_at", UtcDateTime),
    Column("reminders_after", Integer),
    Column("asked_later_at", UtcDateTime),
    Column("reminders_later", Integer),
    Column("answer_by", UtcDateTime),
    Column("is_decided", Boolean),
    Column("bill_month", Date),
    prefixes=["TEMPORARY"],
)
"""What follows for a session and its bookings from its dates; the history is made from this by SQL."""


def first_free(connection: Connection, model: type[Base]) -> int:
    return (connection.scalar(select(func.max(model.id))) or 0) + 1


def put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """All rows in chunks, of the same columns; what is left out has its default, and nothing changed just now."""
    history = {"changed_at": LONG_AGO} if "changed_at" in table.c else {}
    for start in range(0, len(rows), 10_000):
        connection.execute(insert(table), [history | row for row in rows[start : start + 10_000]])


_free_until = cache(rules_notice.free_until)
_answer_by = cache(rules_notice.reason_in_time_until)
"""Sessions of a day share them."""


@dataclass
class Programme:
    """People, courses and sessions, numbered from what is free in the database."""

    connection: Connection
    bookings: int
    years: int
    at: datetime
    chance: random.Random
    sessions: list[dict[str, Any]] = field(default_factory=list)

    def write(self) -> None:
        self.today = clock.to_london(self.at).date()
        self.since = self.today - timedelta(days=round(365.25 * self.years))
        self.long_ago = clock.from_london(self.since - timedelta(days=90), time(9))
        self._policy()
        self._agencies()
        self._people()
        self._courses()
        self._trainers()
        self._weeks()
        self._sessions()
        self._subscriptions()

    def _policy(self) -> None:
        self.policy_id = first_free(self.connection, Policy)
        row: dict[str, Any] = {
            "id": self.policy_id,
            "name": "Booking terms",
            "in_force_from": self.since - timedelta(days=120),
            "notice": 2,
            "notice_unit": NoticeUnit.WORKING_DAYS,
            "half_day_pence": 2500,
            "day_pence": 5000,
            "exempt_strands": [Strand.LUNCHTIME.value],
            "words": "A place that you don’t use is a place that a colleague could have had.",
            "created_at": self.long_ago,
        }
        put(self.connection, Policy.__table__, [row])
        self.policy = Policy(**row, partial_percent=100, late_cancellation_percent=100, grace_working_days=5)
        for fee in ("non_contributing_fee_pence", "private_fee_pence", "out_of_area_fee_pence"):
            setattr(self.policy, fee, 0)
        self.policy.no_show_percent = 100
        self.policy.late_refused_percent = self.policy.left_early_percent = 0

    def _agencies(self) -> None:
        first = first_free(self.connection, Agency)
        self.agencies = [first + number for number in range(AGENCIES)]
        sectors = list(Sector)
        names = [f"Agency {number:03d} of Anyshire" for number in range(AGENCIES)]
        put(
            self.connection,
            Agency.__table__,
            [
                {"id": first + number, "name": name, "name_key": name_key(name), "sector": sectors[number % 9]}
                for number, name in enumerate(names)
            ],
        )

    def _people(self) -> None:
        """The staff, and everybody who books; some agencies are large, most are small."""
        first = first_free(self.connection, User)
        staff = [
            ("Grown Manager", "manager@grown.example.org", Role.TRAINING_MANAGER),
            ("Grown Officer", "officer@grown.example.org", Role.TRAINING_OFFICER),
            ("Grown Finance", "finance@grown.example.org", Role.FINANCE),
            ("Grown Lead", "lead@grown.example.org", Role.AGENCY_LEAD),
            *((f"Trainer {number:02d}", f"trainer{number:02d}@grown.example.org", Role.TRAINER) for number in range(5)),
        ]
        self.manager_id, self.officer_id = first, first + 1
        rows = [self._person(first + place, *who, self.agencies[0]) for place, who in enumerate(staff)]
        self.first_person = first + len(staff)
        self.people = max(self.bookings // BOOKINGS_A_PERSON, 80)
        weights = [1 / (place + 3) for place in range(AGENCIES)]
        employers = self.chance.choices(self.agencies, weights, k=self.people)
        for number, agency_id in enumerate(employers):
            name = f"{self.chance.choice(FIRST_NAMES)} {self.chance.choice(LAST_NAMES)}"
            email = f"delegate{number:06d}@example.org"
            rows.append(self._person(self.first_person + number, name, email, Role.PRACTITIONER, agency_id))
        put(self.connection, User.__table__, rows)

    def _person(self, number: int, name: str, email: str, role: Role, agency_id: int) -> dict[str, Any]:
        manager = f"{agency_id}-{self.chance.randrange(max(1, self.bookings // 10_000))}"
        return {
            "id": number,
            "email": email,
            "name": name,
            "role": role,
            "agency_id": agency_id,
            "job_role": self.chance.choice(JOB_ROLES),
            "team": "Team North" if number % 3 else "",
            "manager_name": f"Line Manager {manager}",
            "manager_email": f"line-manager{manager}@example.org",
            "created_at": self.long_ago,
            "address_proved_at": self.long_ago,
        }

    def _courses(self) -> None:
        first = first_free(self.connection, Course)
        self.courses = [
            {
                "id": first + number,
                "title": f"{SUBJECTS[number % len(SUBJECTS)]}: {KINDS[number % len(KINDS)][0]}",
                "summary": "What it is, how it is recognised, and what to do.",
                "aims": "recognise it\ntalk about it\nact on it",
                "level": f"Level {1 + number % 3}",
                "strand": KINDS[number % len(KINDS)][1],
                "usual_length": KINDS[number % len(KINDS)][2],
                "series": [*Series][number % 3] if KINDS[number % len(KINDS)][1] is Strand.LUNCHTIME else None,
                "refresh_years": 3 if number % 2 else None,
                "created_at": self.long_ago,
            }
            for number in range(COURSES)
        ]
        put(self.connection, Course.__table__, self.courses)

    def _trainers(self) -> None:
        first = first_free(self.connection, Trainer)
        self.trainers = [first + number for number in range(TRAINERS)]
        rows = [
            {
                "id": first + number,
                "name": f"Trainer {number:02d}",
                "email": f"trainer{number:02d}@grown.example.org",
                "agency_id": self.agencies[number],
            }
            for number in range(TRAINERS)
        ]
        put(self.connection, Trainer.__table__, rows)
        can_teach = [
            {"trainer_id": first + (number * 7 + step) % TRAINERS, "course_id": course["id"]}
            for number, course in enumerate(self.courses)
            for step in range(6)
        ]
        put(self.connection, trainer_course, can_teach)

    def _weeks(self) -> None:
        """Each in the second week of February; none that is under way, whose letters would be due."""
        first = first_free(self.connection, LearningWeek)
        mondays = [
            (day := date(year, 2, 8)) + timedelta(days=-day.weekday() % 7)
            for year in range(self.since.year, self.today.year + 2)
        ]
        until = self.today + SEASON
        near = timedelta(days=8)
        self.weeks = {
            monday: first + number
            for number, monday in enumerate(mondays)
            if self.since <= monday <= until and not monday - near < self.today < monday + near
        }
        rows = [
            {
                "id": number,
                "name": f"Learning Week {monday.year}, number {number}",
                "theme": "growing up safe",
                "starts_on": monday,
                "ends_on": monday + timedelta(days=4),
            }
            for monday, number in self.weeks.items()
        ]
        put(self.connection, LearningWeek.__table__, rows)

    def _sessions(self) -> None:
        """Evenly over the years and the season to come, every one on working days."""
        last = self.today + SEASON
        span = [self.since + timedelta(days=number) for number in range((last - self.since).days)]
        working = [day for day in span if is_working_day(day)]
        by_name = max(1, self.bookings // BOOKINGS_A_SESSION)
        open_to_all = by_name // 30
        days: list[dict[str, Any]] = []
        plans: list[dict[str, Any]] = []
        first, left = first_free(self.connection, TrainingSession), self.bookings
        lunches = [course for course in self.courses if course["strand"] is Strand.LUNCHTIME]
        for number in range(by_name + open_to_all):
            is_open = number >= by_name
            place = (number - by_name) / open_to_all if is_open else number / by_name
            on = working[int(place * len(working))]
            course = self.chance.choice(lunches if is_open else self.courses)
            _, _, _, starts, ends = _kind_of(course)
            dates = self._dates(on, course["usual_length"])
            hours = clock.from_london(dates[0], starts), clock.from_london(dates[-1], ends)
            week_id = self.weeks.get(on - timedelta(days=on.weekday())) if len(dates) == 1 else None
            seats = 0 if is_open else min(left, self.chance.randint(BOOKINGS_A_SESSION - 4, BOOKINGS_A_SESSION + 4))
            session = self._session(first + number, course, week_id, is_open, *hours)
            self.sessions.append(session)
            days += [{"session_id": first + number, "on": day, "starts": starts, "ends": ends} for day in dates]
            plans.append(self._plan(session, course, number, self.bookings - left, seats, len(dates)))
            left -= seats
        self._write_sessions(days, plans)

    def _dates(self, on: date, length: UsualLength) -> list[date]:
        second = on + timedelta(days=7)
        return [on, second] if length is UsualLength.TWO_DAYS and is_working_day(second) else [on]

    def _session(
        self, number: int, course: dict[str, Any], week_id: int | None, is_open: bool, starts: datetime, ends: datetime
    ) -> dict[str, Any]:
        is_virtual, is_full = number % 3 > 0, number % 5 == 0 and ends > self.at
        return {
            "id": number,
            "course_id": course["id"],
            "learning_week_id": week_id,
            "state": SessionState.PUBLISHED,
            "places": PLACES_OF_FULL_ONES if is_full else PLACES,
            "delivery": Delivery.VIRTUAL if is_virtual else Delivery.VENUE,
            "venue": "" if is_virtual else "Town Hall, Northbridge",
            "joining_link": "https://meet.example.org/grown" if is_virtual else "",
            "is_open": is_open,
            "starts_at": starts,
            "ends_at": ends,
            "created_at": min(starts, self.at) - timedelta(days=200),
            "published_at": min(starts, self.at) - timedelta(days=199),
        }

    def _plan(
        self, session: dict[str, Any], course: dict[str, Any], number: int, first: int, seats: int, days: int
    ) -> dict[str, Any]:
        starts_at, ends_at, week_id = session["starts_at"], session["ends_at"], session["learning_week_id"]
        is_closed = ends_at <= self.at - MARKED_WITHIN
        shape = Shape.WEEK if week_id else Shape.LUNCHTIME if course["strand"] is Strand.LUNCHTIME else Shape.COURSE
        closed_at = ends_at + timedelta(hours=2)
        after_at = self._asked_after_at(ends_at, week_id) if is_closed else None
        later_at = self._asked_later_at(ends_at) if is_closed and shape is Shape.COURSE else None
        answer_by = _answer_by(self.policy, closed_at) if is_closed else None
        decided = bool(answer_by and answer_by < self.at - timedelta(days=30))
        is_half_day = course["usual_length"] is UsualLength.HALF_DAY
        return {
            "session_id": session["id"],
            "number": number,
            "first": first,
            "seats": seats,
            "places": session["places"],
            "week_id": week_id,
            "is_closed": is_closed,
            "is_brief": shape is not Shape.COURSE,
            "is_marked_by_day": is_closed and ends_at > self.at - timedelta(days=730),
            "keeps_needs": ends_at > self.at - timedelta(days=25),
            "title": course["title"],
            "level": course["level"],
            "pence": 0 if shape is not Shape.COURSE else 2500 if is_half_day else 5000 * days,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "base_at": min(starts_at, self.at),
            "free_until": _free_until(self.policy, starts_at),
            "closed_at": closed_at if is_closed else None,
            "told_details": week_id is None and starts_at <= self.at + timedelta(days=7),
            "told_again": week_id is None and starts_at <= self.at + timedelta(days=1),
            "reminders_before": self._reminders_before(starts_at),
            "asked_after_at": after_at,
            "reminders_after": self._reminders(shape, Stage.POST_COURSE, after_at),
            "asked_later_at": later_at,
            "reminders_later": self._reminders(shape, Stage.IMPACT, later_at),
            "answer_by": answer_by,
            "is_decided": decided,
            "bill_month": self._bill_month(answer_by) if decided and answer_by else None,
        }

    def _asked_after_at(self, ends_at: datetime, week_id: int | None) -> datetime | None:
        """A course is asked about as it ends, a Learning Week as its last day does."""
        if week_id is None:
            return ends_at
        monday = next(monday for monday, number in self.weeks.items() if number == week_id)
        over = clock.from_london(monday + timedelta(days=5), time())
        return over if over <= self.at else None

    def _asked_later_at(self, ends_at: datetime) -> datetime | None:
        weeks = DEFAULT_TIMINGS[Shape.COURSE, Stage.IMPACT].weeks_after
        asked = clock.from_london(clock.to_london(ends_at).date() + timedelta(weeks=weeks), time(9))
        return asked if asked <= self.at else None

    def _reminders(self, shape: Shape, stage: Stage, issued_at: datetime | None) -> int:
        return issuing.reminders_due(DEFAULT_TIMINGS[shape, stage], issued_at, self.at) if issued_at else 0

    def _reminders_before(self, starts_at: datetime) -> int:
        timing = DEFAULT_TIMINGS[Shape.COURSE, Stage.PRE_COURSE]
        return issuing.reminders_due_before(timing, min(starts_at, self.at) - timedelta(days=9), starts_at, self.at)

    def _bill_month(self, answer_by: datetime) -> date | None:
        """The month of the decision, a day after the deadline, once it is over."""
        month = clock.to_london(answer_by + timedelta(days=1)).date().replace(day=1)
        return month if month < self.today.replace(day=1) else None

    def _write_sessions(self, days: list[dict[str, Any]], plans: list[dict[str, Any]]) -> None:
        put(self.connection, TrainingSession.__table__, self.sessions)
        put(self.connection, SessionDay.__table__, days)
        put(self.connection, session_trainer, list(self._teaching()))
        plan.create(self.connection)
        put(self.connection, plan, plans)

    def _teaching(self) -> Iterator[dict[str, Any]]:
        for place, session in enumerate(self.sessions):
            is_confirmed = session["starts_at"] < self.at or place % 5 > 0
            for step in (0, 1 + place % 7):
                trainer_id = self.trainers[(place + step) % TRAINERS]
                yield {"session_id": session["id"], "trainer_id": trainer_id, "is_confirmed": is_confirmed}

    def _subscriptions(self) -> None:
        """To series, and to new dates of courses."""
        topics = [series_topic(each) for each in Series] + [f"{Course.TOPIC}{each['id']}" for each in self.courses]
        rows = [
            {
                "topic": topics[number % len(topics)],
                "email": f"subscriber{number:03d}@example.org",
                "name": f"Subscriber {number:03d}",
                "created_at": self.long_ago,
                "confirmed_at": self.at - timedelta(days=30),
            }
            for number in range(120)
        ]
        put(self.connection, Subscription.__table__, rows)
