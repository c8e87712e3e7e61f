"""The office desk: a caller found in seconds, all there is about them, and what can be done for them."""

from collections.abc import Sequence
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.details import queries as details
from app.accounts.models import User
from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.booking import queries as booking
from app.booking.eligibility import queries as eligibility_queries
from app.booking.eligibility import services_exceptions as eligibility_services_exceptions
from app.booking.eligibility.rules import ABSENCES_COUNT_FOR, ABSENCES_THAT_BAR
from app.booking.models import Booking
from app.booking.office import queries as office
from app.booking.transferring import queries as transferring
from app.core import clock
from app.core.errors import Refusal
from app.core.roles import TRAINING_TEAM
from app.elearning.queries import completions_of
from app.http.asking import number_asked, words_sent
from app.http.searches import keep_search, kept_search, last_search
from app.notifications import queries as notifications
from app.programme.courses import queries as courses
from app.programme.sessions import queries as sessions
from app.records.certificates import papers as certificates_papers
from app.records.certificates import queries as certificates_queries
from app.records.certificates import services as certificates_services
from app.records.desk import forms as desk_forms
from app.records.desk import queries, services
from app.records.desk import rules as desk_rules
from app.records.elsewhere import queries as elsewhere_queries
from app.records.training import queries as training_queries
from app.records.training import rules as training_rules
from app.web.access import found, open_to
from app.web.navigation import in_navigation, page_of
from app.web.paging import Page, page_asked_for, part_of

bp = Blueprint("records_desk", __name__)
T = TypeVar("T")


@bp.get("/manage/people")
@open_to(TRAINING_TEAM)
@in_navigation("People", TRAINING_TEAM)
@page_of("people")
def find() -> ResponseReturnValue:
    """?search= is the number of what was searched for: a name stands in no address."""
    number = number_asked("search")
    words = kept_search(number)
    page = queries.find(words, page=page_asked_for())
    waiting = details.changes_for_the_office()
    return render_template(
        "records/desk/find.html", words=words, search=number, page=page, found=page.items, waiting=waiting.items
    )


@bp.post("/manage/people")
@open_to(TRAINING_TEAM)
@page_of("search of people")
def search() -> ResponseReturnValue:
    return redirect(url_for("records_desk.find", search=keep_search(words_sent("q", most=100))))


@bp.get("/manage/people/<int:person_id>")
@open_to(TRAINING_TEAM)
@page_of("person")
def show(person_id: int) -> ResponseReturnValue:
    """A record that was merged leads to the one that it is part of."""
    return _page(found(people.user(person_id)).surviving)


@bp.post("/manage/people/<int:person_id>/notes")
@open_to(TRAINING_TEAM)
def note(person_id: int) -> ResponseReturnValue:
    person, form = found(people.user(person_id)), desk_forms.NoteForm()
    if not form.validate_on_submit():
        return _page(person, note_form=form)
    services.note(person, form.words.data, by=signed_in_user(), at=clock.now())
    flash("The note is kept.")
    return redirect(url_for("records_desk.show", person_id=person_id))


@bp.get("/manage/people/<int:person_id>/book")
@open_to(TRAINING_TEAM)
def book(person_id: int) -> ResponseReturnValue:
    """On to the form that books for somebody, filled in with what we know."""
    person = found(people.user(person_id))
    session = sessions.session(number_asked("book-session_id"))
    if session is None:
        flash("Choose the session first.")
        return redirect(url_for("records_desk.show", person_id=person.id))
    return redirect(url_for("booking_office.add_somebody", session_id=session.id, person=person.id))


@bp.post("/manage/people/<int:person_id>/evidence")
@open_to(TRAINING_TEAM)
def accept_evidence(person_id: int) -> ResponseReturnValue:
    person, form = found(people.user(person_id)), desk_forms.EvidenceForm()
    if not form.validate_on_submit():
        return _page(person, evidence_form=form)
    course = found(courses.course(form.course_id.data))
    eligibility_services_exceptions.accept_evidence(
        person, course, words=form.evidence.data, by=signed_in_user(), at=clock.now()
    )
    flash(f"For {person.name}, this counts as having attended {course.title}.")
    return redirect(url_for("records_desk.show", person_id=person_id))


@bp.route("/manage/people/<int:person_id>/bookings/<int:booking_id>/certificate", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def release_certificate(person_id: int, booking_id: int) -> ResponseReturnValue:
    """A certificate without the evaluation: the page says what that means before it is done."""
    person = found(people.user(person_id))
    booked, form = found(booking.own_booking(booking_id, person)), desk_forms.ReleaseForm()
    if form.validate_on_submit():
        with form.refusing():
            certificates_services.release_certificate(booked, form.words.data, by=signed_in_user(), at=clock.now())
            flash(f"{booked.name} has a certificate for {booked.session.title}, and is told by e-mail.")
            return redirect(url_for("records_desk.show", person_id=person.id))
    return render_template(
        "records/desk/release_certificate.html", person=person, booking=booked, form=form, refused=_why_not(booked)
    )


@bp.get("/manage/people/<int:person_id>/certificates/<int:certificate_id>.pdf")
@open_to(TRAINING_TEAM)
def certificate_pdf(person_id: int, certificate_id: int) -> ResponseReturnValue:
    person = found(people.user(person_id))
    return certificates_papers.certificate_paper(
        found(certificates_queries.certificate_of_person(certificate_id, person))
    )


@bp.post("/manage/people/<int:person_id>/lift-bar")
@open_to(TRAINING_TEAM)
def lift_bar(person_id: int) -> ResponseReturnValue:
    person = found(people.user(person_id))
    eligibility_services_exceptions.lift_bar(person, by=signed_in_user(), at=clock.now())
    flash(f"{person.name} can book every session again.")
    return redirect(url_for("records_desk.show", person_id=person_id))


def _why_not(booked: Booking) -> str:
    """What stands against releasing a certificate; empty where nothing does."""
    try:
        certificates_services.must_be_releasable(booked)
    except Refusal as refusal:
        return refusal.message
    return ""


def _part(things: Sequence[T], name: str) -> Page[T]:
    """One page of one of the lists about somebody: ?past=2 turns the pages of what is past."""
    return part_of(things, page=page_asked_for(name), per_page=queries.ON_A_PAGE)


def _page(
    person: User, *, note_form: desk_forms.NoteForm | None = None, evidence_form: desk_forms.EvidenceForm | None = None
) -> ResponseReturnValue:
    now = clock.now()
    forms: dict[str, Any] = {
        "note_form": note_form or desk_forms.NoteForm(formdata=None),
        "evidence_form": evidence_form or desk_forms.EvidenceForm(formdata=None),
        "book_form": desk_forms.BookForm(office.sessions_to_book(at=now), formdata=None),
    }
    absences = eligibility_queries.absences(
        person, since=max(filter(None, (now - ABSENCES_COUNT_FOR, person.bar_lifted_at)))
    )
    former = details.former_addresses(person)
    coming, past = desk_rules.coming_and_past(booking.bookings_of(person), at=now)
    shown = _part(past, "past")
    became, came_from = transferring.moves_of([*coming, *shown.items])
    return render_template(
        "records/desk/show.html",
        person=person,
        form=note_form or evidence_form or forms["note_form"],
        coming=coming,
        past=shown,
        became=became,
        came_from=came_from,
        change=details.standing_change(person),
        former_addresses=former,
        messages=notifications.messages_to(person.email, *former, how_many=queries.ON_A_PAGE),
        charges=_part(queries.charges_about(person), "charges"),
        notes=_part(queries.notes_about(person), "notes"),
        evidence=eligibility_queries.evidence_of(person),
        training=_part(training_queries.training_of(person), "training"),
        completed=completions_of(person),
        elsewhere=elsewhere_queries.recorded_of(person),
        due=training_rules.refreshers(training_queries.courses_attended(person, today=clock.today())),
        absences=absences,
        is_barred=absences >= ABSENCES_THAT_BAR,
        now=now,
        last_search=last_search(),
        **forms,
    )
