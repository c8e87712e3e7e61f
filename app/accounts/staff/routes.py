"""Accepting an invitation, by the link in the mail."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.accounts.signing_in.pages import welcome
from app.accounts.staff import forms, queries, services
from app.accounts.staff.manage import bp
from app.accounts.staff.rules import MAY_DO
from app.core import clock, links
from app.core.errors import Refusal
from app.core.links import Secret, opened_by_mail
from app.web.access import EVERYONE, found, open_to


@bp.route("/join/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("staff-invitation")
def join(token: str) -> ResponseReturnValue:
    """Opening the link changes nothing; the button accepts and signs in."""
    secret = _read(token)
    invitation, refused = found(queries.invitation(secret.record)), None
    form = forms.AcceptForm(obj=people.user_by_email(invitation.email))
    try:
        if form.validate_on_submit():
            user = services.accept_invitation(invitation, version=secret.version, name=form.name.data, at=clock.now())
            return welcome(user)
        invitation.must_stand(clock.now(), version=secret.version)
    except Refusal as refusal:
        refused = refusal.message
    return render_template(
        "accounts/staff/join.html", form=form, invitation=invitation, refused=refused, may_do=MAY_DO[invitation.role]
    )


def _read(token: str) -> Secret:
    try:
        return links.read_token("staff-invitation", token)
    except links.BadToken:
        return abort(404)
