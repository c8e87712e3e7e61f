"""The public pages: the programme, a course, a session, the Learning Week."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.signed_in import signed_in_user
from app.booking import queries as booking
from app.booking.eligibility.queries_needed import missing_of, needs_of_role
from app.booking.eligibility.rules_verdict import verdict_of
from app.booking.job_roles import queries as job_roles
from app.booking.job_roles.rules import for_whom
from app.booking.mine import queries as mine_queries
from app.booking.models import Booking
from app.catalogue import pages, queries
from app.catalogue.forms import DELIVERIES, STRANDS, filters_from
from app.catalogue.rules import by_month, has_places, link_to_join, soonest, timetable
from app.catalogue.rules_engines import as_event
from app.core import clock, links
from app.core.links import Secret
from app.core.roles import VISITORS
from app.files import calendars
from app.http.asking import all_asked
from app.http.kept_pages import kept_for_strangers
from app.http.kept_parts import kept_fact, page_with_gaps
from app.notifications.queries import subscriptions_of
from app.programme.courses import queries as courses
from app.programme.learning_weeks import queries as learning_weeks
from app.programme.models import Course, Material, Series, Strand
from app.programme.models_sessions import TrainingSession
from app.programme.models_weeks import LearningWeek
from app.programme.periods import programme_year
from app.programme.sessions import queries as sessions_queries
from app.programme.sessions import rules as sessions_rules
from app.programme.sessions.rules_calendar import entries_of
from app.programme.subscriptions import rules as subscriptions
from app.settings import queries as settings
from app.settings.rules_lists import Sectors
from app.settings.rules_partnership import PartnershipDetails
from app.settings.rules_programme import LunchtimeSeries, ProgrammeIntroduction
from app.terms.policies import queries as policies
from app.web.access import EVERYONE, found, open_to
from app.web.navigation import in_navigation, page_of

bp = Blueprint("catalogue", __name__)


@bp.get("/")
@open_to(EVERYONE)
@in_navigation("Programme", VISITORS)
@page_of("programme")
@kept_for_strangers
def programme_page() -> ResponseReturnValue:
    """Those who have booked, and need, the same see the same list."""
    filters, theirs = filters_from(all_asked()), _theirs()
    return page_with_gaps(theirs, lambda: _programme(filters, theirs))


@bp.get("/courses/<int:course_id>")
@open_to(EVERYONE)
@page_of("course")
@kept_for_strangers
def course(course_id: int) -> ResponseReturnValue:
    course = found(courses.course(course_id))
    if not _may_see(courses.is_public(course) and course.strand is not Strand.BESPOKE):
        abort(404)
    hears_of = _hears_of()
    materials = mine_queries.materials_for(signed_in_user(), course) if current_user.is_authenticated else []
    alike = None if hears_of or materials else course_id
    return page_with_gaps(alike, lambda: _course(course, materials, hears_of))


def _course(course: Course, materials: list[Material], hears_of: dict[str, str]) -> str:
    now = clock.now()
    dates = queries.dates_of_course(course, at=now)
    places = booking.availability(dates, at=now)
    return render_template(
        "catalogue/course.html",
        course=course,
        before=courses.public_prerequisite(course),
        for_whom=for_whom(job_roles.groups_of(course)),
        dates=dates,
        places=places,
        materials=materials,
        topic=subscriptions.topic_of_course(course, settings.current(LunchtimeSeries))
        if course.series or not has_places(dates, places, at=now)
        else None,
        hears_of=hears_of,
    )


@bp.get("/sessions/<int:session_id>")
@open_to(EVERYONE)
@page_of("session")
@kept_for_strangers
def session(session_id: int) -> ResponseReturnValue:
    """For the reader alone where they have a claim on a place, or hear of something: it tells how to end that."""
    mine, hears_of = _my_booking(session_id), _hears_of()
    alike = None if mine or hears_of else _as_booker()
    return page_with_gaps(alike, lambda: _session(session_id, mine, hears_of))


def _session(session_id: int, mine: Booking | None, hears_of: dict[str, str]) -> str:
    session = found(sessions_queries.session(session_id))
    if not (mine or _may_see(session.is_on_show)):
        abort(404)
    now = clock.now()
    dates = queries.dates_of_course(session.course, at=now)
    places = booking.availability([session, *dates], at=now)
    return render_template(
        "catalogue/session.html",
        session=session,
        verdict=verdict_of(session, at=now, places=places[session.id]),
        before=courses.public_prerequisite(session.course),
        others=[other for other in dates if other.id != session.id],
        places=places,
        topic=subscriptions.topic_of_course(session.course, settings.current(LunchtimeSeries))
        if session.is_open or not has_places(dates, places, at=now)
        else None,
        hears_of=hears_of,
        mine=mine,
        to_add=_to_add(session) if session.is_published and not session.has_started(now) else [],
        rules=[
            *filter(None, [for_whom(job_roles.groups_of(session.course))]),
            *sessions_rules.rules_in_words(session, settings.current(Sectors)),
        ],
        link_to_join=link_to_join(session, at=now),
        event=as_event(session, address=address_of(session), organizer=settings.current(PartnershipDetails).name)
        if session.is_on_show and not session.is_draft
        else None,
        now=now,
        costs=policies.costs_today(session, getattr(current_user, "agency", None), on=clock.today()),
    )


@bp.get("/lunchtime")
@open_to(EVERYONE)
@in_navigation("Lunchtime", VISITORS)
@page_of("lunchtime sessions")
@kept_for_strangers
def lunchtime() -> ResponseReturnValue:
    """The three series with their dates to come. The joining links come with the invitations."""
    hears_of = _hears_of()
    return page_with_gaps(None if hears_of else "lunchtime", lambda: _lunchtime(hears_of))


def _lunchtime(hears_of: dict[str, str]) -> str:
    now, named = clock.now(), settings.current(LunchtimeSeries)
    sessions = queries.lunchtime_sessions(at=now)
    return render_template(
        "catalogue/lunchtime.html",
        series=[
            (series, subscriptions.topic_of_series(series, named), [s for s in sessions if s.course.series is series])
            for series in Series
        ],
        named=named,
        others=[session for session in sessions if session.course.series is None],
        places=booking.availability(sessions, at=now),
        hears_of=hears_of,
    )


@bp.get("/learning-week")
@open_to(EVERYONE)
@in_navigation("Learning Week", VISITORS)
@page_of("next Learning Week")
@kept_for_strangers
def next_learning_week() -> ResponseReturnValue:
    """The one under way or next to come."""
    week = learning_weeks.next_learning_week(on=clock.today())
    return _week_page(week) if week else render_template("catalogue/no_learning_week.html")


@bp.get("/learning-weeks/<int:week_id>")
@open_to(EVERYONE)
@page_of("Learning Week")
@kept_for_strangers
def learning_week(week_id: int) -> ResponseReturnValue:
    return _week_page(found(learning_weeks.learning_week(week_id)))


def _feed_of(strands: Iterable[str]) -> str:
    asked = urlencode([("strand", strand) for strand in strands])
    return calendars.webcal(links.url("/calendar/programme.ics")) + (f"?{asked}" if asked else "")


def _to_add(session: TrainingSession) -> list[calendars.AddLinks]:
    return calendars.links_to_add(entries_of(session, address=address_of(session)))


def address_of(session: TrainingSession) -> str:
    return links.url(f"/sessions/{session.id}")


def _week_page(week: LearningWeek) -> str:
    """Those who have booked the same see the same."""
    person = signed_in_user() if current_user.is_authenticated else None
    booked = frozenset(mine_queries.booked_session_ids(person)) if person else frozenset[int]()
    return page_with_gaps((week.id, booked), lambda: _week(week, booked))


def _week(week: LearningWeek, booked: frozenset[int]) -> str:
    sessions, now = [session for session in learning_weeks.sessions_of_week(week) if session.is_on_show], clock.now()
    places = booking.availability(sessions, at=now)
    return render_template(
        "catalogue/learning_week.html",
        week=week,
        timetable=timetable(week, sessions),
        places=places,
        verdicts={session.id: verdict_of(session, at=now, places=places[session.id]) for session in sessions},
        booked=booked,
    )


def _may_see(is_public: bool) -> bool:
    """Drafts and bespoke courses are for the training team alone."""
    return is_public or (current_user.is_authenticated and current_user.is_training_team)


def _my_booking(session_id: int) -> Booking | None:
    if not current_user.is_authenticated or not mine_queries.has_claim(session_id, current_user.id):
        return None
    return booking.live_booking(session_id, current_user.id)


class Booker(NamedTuple):
    """What a session's page depends on in somebody who has no claim on a place, beside their role and their name."""

    agency_id: int | None = None
    presses_one_button: bool = False
    keeps_needs: bool = False


def _as_booker() -> Booker:
    if not current_user.is_authenticated:
        return Booker()
    person = signed_in_user()
    return Booker(person.agency_id, person.can_book_with_one_button, person.needs_kept_at is not None)


class Theirs(NamedTuple):
    """What whoever is signed in has booked, and which courses their role needs, and they haven't, or must do again."""

    session_ids: frozenset[int] = frozenset()
    course_ids: frozenset[int] = frozenset()


def _theirs() -> Theirs:
    if not current_user.is_authenticated:
        return Theirs()
    person = signed_in_user()
    needs = kept_fact(("needs of a role", person.job_role), lambda: needs_of_role(person.job_role))
    missing = missing_of(person, needs, on=clock.today())
    return Theirs(frozenset(mine_queries.booked_session_ids(person)), missing)


def _programme(filters: queries.Filters, theirs: Theirs) -> str:
    now = clock.now()
    at_any_time = pages.courses_at_any_time()
    found_here = queries.programme(filters, at=now, at_any_time=at_any_time)
    places = booking.availability(found_here.sessions, at=now)
    sessions = [session for session in found_here.sessions if filters.fits(session, places[session.id])]
    others = [session for session in sessions if session.id not in theirs.session_ids]
    needed = [session for session in others if session.course_id in theirs.course_ids]
    return render_template(
        "catalogue/programme.html",
        months=by_month(sessions),
        booked=theirs.session_ids,
        needed=soonest(needed, places, at=now) if filters.ask_for_all else [],
        soonest=soonest(others, places, at=now) if filters.ask_for_all else [],
        week=next((session.learning_week for session in sessions if session.learning_week), None),
        sessions=sessions,
        found=found_here,
        offers_e_learning=bool(at_any_time),
        places=places,
        filters=filters,
        strands=STRANDS,
        deliveries=DELIVERIES,
        year=programme_year(clock.today()),
        policy=policies.policy_in_force(on=clock.today()),
        introduction=settings.current(ProgrammeIntroduction).introduction,
        feed=_feed_of(filters.strands),
    )


def _hears_of() -> dict[str, str]:
    """The topics that whoever is signed in subscribes to, each with the token that stops it."""
    mine = subscriptions_of(current_user.email) if current_user.is_authenticated else []
    return {each.topic: links.token(Secret("unsubscribe", each.id)) for each in mine}
