"""The training manager's pages: who has access, and who may do what."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.accounts.staff import forms, pages, queries, services
from app.accounts.staff.rules_matrix import COLUMNS
from app.core import clock
from app.core.roles import Role
from app.web.access import found, open_to, proved_again
from app.web.forms import Form
from app.web.navigation import in_navigation
from app.web.paging import page_asked_for

bp = Blueprint("accounts_staff", __name__)

MANAGER = frozenset({Role.TRAINING_MANAGER})


@bp.get("/manage/staff")
@open_to(MANAGER)
@in_navigation("Staff", MANAGER)
def staff() -> ResponseReturnValue:
    return render_template(
        "accounts/staff/staff.html",
        people=queries.page_of_staff(page=page_asked_for()),
        invitations=queries.page_of_invitations(page=page_asked_for("invitations")),
        is_only_manager=not queries.other_managers(signed_in_user()),
        now=clock.now(),
    )


@bp.route("/manage/staff/invite", methods=["GET", "POST"])
@open_to(MANAGER)
@proved_again
def invite() -> ResponseReturnValue:
    form = forms.InviteForm()
    if form.validate_on_submit():
        with form.refusing():
            services.invite(
                email=form.email.data,
                role=form.role.data,
                agency=form.agency.chosen,
                by=signed_in_user(),
                at=clock.now(),
            )
            flash(f"An invitation is on its way to {form.email.data}. It works once, within a week.")
            return redirect(url_for("accounts_staff.staff"))
    return render_template("accounts/staff/invite.html", form=form)


@bp.post("/manage/staff/invitations/<int:invitation_id>/send-again")
@open_to(MANAGER)
@proved_again
def send_again(invitation_id: int) -> ResponseReturnValue:
    invitation = found(queries.invitation(invitation_id))
    services.send_invitation_again(invitation, by=signed_in_user(), at=clock.now())
    flash(f"A new invitation is on its way to {invitation.email}. The link in the earlier one no longer works.")
    return redirect(url_for("accounts_staff.staff"))


@bp.post("/manage/staff/invitations/<int:invitation_id>/withdraw")
@open_to(MANAGER)
def withdraw(invitation_id: int) -> ResponseReturnValue:
    invitation = found(queries.invitation(invitation_id))
    services.withdraw_invitation(invitation, by=signed_in_user(), at=clock.now())
    flash(f"The invitation of {invitation.email} is withdrawn: its link works no longer.")
    return redirect(url_for("accounts_staff.staff"))


@bp.route("/manage/staff/<int:person_id>/role", methods=["GET", "POST"])
@open_to(MANAGER)
@proved_again
def change_role(person_id: int) -> ResponseReturnValue:
    user = found(people.user(person_id))
    form = forms.ChangeRoleForm(user)
    if form.validate_on_submit():
        with form.refusing():
            agency = form.agency.chosen
            services.change_role(user, role=form.role.data, agency=agency, by=signed_in_user(), at=clock.now())
            flash(f"{user.name} is {user.role.with_article} now.")
            return redirect(url_for("accounts_staff.staff"))
    return render_template("accounts/staff/change_role.html", form=form, person=user)


@bp.route("/manage/staff/<int:person_id>/disable", methods=["GET", "POST"])
@open_to(MANAGER)
def disable(person_id: int) -> ResponseReturnValue:
    """Says first what the person still has to do."""
    user, form = found(people.user(person_id)), Form()
    if form.validate_on_submit():
        with form.refusing():
            services.disable_account(user, by=signed_in_user(), at=clock.now())
            flash(f"The account of {user.name} is disabled, and they are signed out everywhere.")
            return redirect(url_for("accounts_staff.staff"))
    return render_template(
        "accounts/staff/disable.html", form=form, person=user, duties=pages.duties_of(user, clock.now())
    )


@bp.post("/manage/staff/<int:person_id>/enable")
@open_to(MANAGER)
@proved_again
def enable(person_id: int) -> ResponseReturnValue:
    user = found(people.user(person_id))
    services.enable_account(user, by=signed_in_user(), at=clock.now())
    flash(f"{user.name} can sign in again, as {user.role.with_article}.")
    return redirect(url_for("accounts_staff.staff"))


@bp.get("/manage/staff/who-may-do-what")
@open_to(MANAGER)
def matrix() -> ResponseReturnValue:
    """Generated from what the views declare."""
    return render_template("accounts/staff/matrix.html", rooms=pages.who_may_do_what(), columns=COLUMNS)
