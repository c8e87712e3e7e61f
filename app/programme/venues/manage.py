"""Venues and their rooms."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.programme.models_venues import Venue
from app.programme.venues import forms, queries, services
from app.web.access import found, open_to
from app.web.paging import page_asked_for

bp = Blueprint("programme_venues", __name__)


@bp.get("/manage/venues")
@open_to(TRAINING_TEAM)
def venues() -> ResponseReturnValue:
    return render_template(
        "programme/venues/venues.html",
        venues=queries.venues(),
        to_come=queries.sessions_by_venue(at=clock.now()),
        has_free_text=queries.has_free_text_venues(),
    )


@bp.route("/manage/venues/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def new_venue() -> ResponseReturnValue:
    form = forms.VenueForm()
    if form.validate_on_submit():
        with form.refusing():
            venue = services.add_venue(form.details(), by=signed_in_user(), at=clock.now())
            flash("The venue is added. Add its rooms here, and choose it in the form of a session.")
            return redirect(url_for("programme_venues.show_venue", venue_id=venue.id))
    return render_template("programme/venues/edit_venue.html", form=form, venue=None)


@bp.route("/manage/venues/<int:venue_id>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def show_venue(venue_id: int) -> ResponseReturnValue:
    """With a form that adds a room."""
    venue, form = found(queries.venue(venue_id)), forms.RoomForm()
    if form.validate_on_submit():
        with form.refusing():
            how = {"name": form.name.data, "capacity": form.capacity.data or 0}
            services.add_room(venue, **how, by=signed_in_user(), at=clock.now())
            flash(f"{form.name.data} is added. You can choose it in the form of a session.")
            return redirect(url_for("programme_venues.show_venue", venue_id=venue_id))
    return _venue_page(venue, form)


@bp.route("/manage/venues/<int:venue_id>/edit", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_venue(venue_id: int) -> ResponseReturnValue:
    venue = found(queries.venue(venue_id))
    form = forms.VenueForm(venue)
    if form.validate_on_submit():
        with form.refusing():
            services.edit_venue(venue, form.details(), by=signed_in_user(), at=clock.now())
            flash("The venue is saved. Its sessions show it from now on; nobody is written to.")
            return redirect(url_for("programme_venues.show_venue", venue_id=venue_id))
    return render_template("programme/venues/edit_venue.html", form=form, venue=venue)


@bp.route("/manage/venue-rooms/<int:room_id>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_room(room_id: int) -> ResponseReturnValue:
    room = found(queries.room(room_id))
    form = forms.RoomForm(room)
    if form.validate_on_submit():
        with form.refusing():
            how = {"name": form.name.data, "capacity": form.capacity.data or 0}
            services.edit_room(room, **how, by=signed_in_user(), at=clock.now())
            flash("The room is saved.")
            return redirect(url_for("programme_venues.show_venue", venue_id=room.venue_id))
    return render_template("programme/venues/edit_room.html", form=form, room=room, uses=queries.uses_of(room))


@bp.post("/manage/venue-rooms/<int:room_id>/remove")
@open_to(TRAINING_TEAM)
def remove_room(room_id: int) -> ResponseReturnValue:
    room = found(queries.room(room_id))
    venue_id = room.venue_id
    services.remove_room(room, by=signed_in_user(), at=clock.now())
    flash("The room is removed.")
    return redirect(url_for("programme_venues.show_venue", venue_id=venue_id))


def _venue_page(venue: Venue, form: forms.RoomForm) -> ResponseReturnValue:
    return render_template(
        "programme/venues/show_venue.html",
        venue=venue,
        form=form,
        sessions=queries.sessions_to_come(venue, at=clock.now(), page=page_asked_for()),
    )
