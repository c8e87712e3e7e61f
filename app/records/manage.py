"""The office desk: a caller found in seconds, all there is about them, and what can be done for them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.accounts import queries as accounts
from app.accounts.models import User
from app.booking import queries as booking
from app.booking import services as bookings
from app.booking.models import Booking
from app.booking.rules import ABSENCES_COUNT_FOR, ABSENCES_THAT_BAR
from app.errors import Refusal
from app.notifications import queries as notifications
from app.programme import queries as programme
from app.records import queries, services
from app.records.forms import BookForm, EvidenceForm, NoteForm, ReleaseForm
from app.records.papers import certificate_paper
from app.records.rules import refreshers
from app.roles import TRAINING_TEAM

bp = Blueprint("people", __name__, url_prefix="/manage/people")


@bp.get("")
@open_to(TRAINING_TEAM)
def find() -> ResponseReturnValue:
    words = request.args.get("q", "")[:100]
    lines = queries.find(words)
    return render_template("records/find.html", words=words, found=lines, most=queries.MOST_FOUND)


@bp.get("/<int:person_id>")
@open_to(TRAINING_TEAM)
def show(person_id: int) -> ResponseReturnValue:
    return _page(found(accounts.user(person_id)))


@bp.post("/<int:person_id>/notes")
@open_to(TRAINING_TEAM)
def note(person_id: int) -> ResponseReturnValue:
    person, form = found(accounts.user(person_id)), NoteForm()
    if not form.validate_on_submit():
        return _page(person, note_form=form)
    services.note(person, form.words.data, by=signed_in_user(), at=clock.now())
    flash("The note is kept.")
    return redirect(url_for("people.show", person_id=person_id))


@bp.get("/<int:person_id>/book")
@open_to(TRAINING_TEAM)
def book(person_id: int) -> ResponseReturnValue:
    """On to the form that books for somebody, filled in with what we know."""
    person = found(accounts.user(person_id))
    session = programme.session(request.args.get("book-session_id", 0, type=int))
    if session is None:
        flash("Choose the session first.")
        return redirect(url_for("people.show", person_id=person.id))
    return redirect(url_for("desk.add_somebody", session_id=session.id, person=person.id))


@bp.post("/<int:person_id>/evidence")
@open_to(TRAINING_TEAM)
def accept_evidence(person_id: int) -> ResponseReturnValue:
    person, form = found(accounts.user(person_id)), EvidenceForm()
    if not form.validate_on_submit():
        return _page(person, evidence_form=form)
    course = found(programme.course(form.course_id.data))
    bookings.accept_evidence(person, course, words=form.evidence.data, by=signed_in_user(), at=clock.now())
    flash(f"For {person.name}, this counts as having attended {course.title}.")
    return redirect(url_for("people.show", person_id=person_id))


@bp.route("/<int:person_id>/bookings/<int:booking_id>/certificate", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def release_certificate(person_id: int, booking_id: int) -> ResponseReturnValue:
    """A certificate without the evaluation: the page says what that means before it is done."""
    person = found(accounts.user(person_id))
    booked, form = found(booking.own_booking(booking_id, person)), ReleaseForm()
    if form.validate_on_submit():
        try:
            services.release_certificate(booked, form.words.data, by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"{booked.name} has a certificate for {booked.session.title}, and is told by e-mail.")
            return redirect(url_for("people.show", person_id=person.id))
    return render_template(
        "records/release_certificate.html", person=person, booking=booked, form=form, refused=_why_not(booked)
    )


@bp.get("/<int:person_id>/certificates/<int:certificate_id>.pdf")
@open_to(TRAINING_TEAM)
def certificate_pdf(person_id: int, certificate_id: int) -> ResponseReturnValue:
    person = found(accounts.user(person_id))
    return certificate_paper(found(queries.certificate_of_person(certificate_id, person)))


@bp.post("/<int:person_id>/lift-bar")
@open_to(TRAINING_TEAM)
def lift_bar(person_id: int) -> ResponseReturnValue:
    person = found(accounts.user(person_id))
    bookings.lift_bar(person, by=signed_in_user(), at=clock.now())
    flash(f"{person.name} can book every session again.")
    return redirect(url_for("people.show", person_id=person_id))


def _why_not(booked: Booking) -> str:
    """What stands against releasing a certificate; empty where nothing does."""
    try:
        services.must_be_releasable(booked)
    except Refusal as refusal:
        return refusal.message
    return ""


def _page(
    person: User, *, note_form: NoteForm | None = None, evidence_form: EvidenceForm | None = None
) -> ResponseReturnValue:
    now = clock.now()
    forms: dict[str, Any] = {
        "note_form": note_form or NoteForm(formdata=None),
        "evidence_form": evidence_form or EvidenceForm(formdata=None),
        "book_form": BookForm(booking.sessions_to_book(at=now), formdata=None),
    }
    absences = booking.absences(person, since=max(filter(None, (now - ABSENCES_COUNT_FOR, person.bar_lifted_at))))
    return render_template(
        "records/show.html",
        person=person,
        form=note_form or evidence_form or forms["note_form"],
        bookings=booking.bookings_of(person),
        messages=notifications.messages_to(person.email),
        charges=queries.charges_about(person),
        notes=queries.notes_about(person),
        evidence=booking.evidence_of(person),
        training=queries.training_of(person),
        due=refreshers(queries.courses_attended(person, today=clock.today())),
        absences=absences,
        is_barred=absences >= ABSENCES_THAT_BAR,
        now=now,
        **forms,
    )
