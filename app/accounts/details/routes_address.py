"""Another address of one's own: asked for, proved at both ends, or put before the office."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.details import forms, queries, services_address
from app.accounts.details.models import AddressChange, End
from app.accounts.details.routes import bp
from app.accounts.models import AddressProof
from app.accounts.sessions.pages import current_session
from app.accounts.signed_in import signed_in_user
from app.core import clock, links
from app.core.errors import Refusal
from app.core.links import opened_by_mail
from app.web.access import EVERYONE, SIGNED_IN, client_address, found, open_to
from app.web.forms import Form


@bp.route("/my-details/address", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def new_address() -> ResponseReturnValue:
    form = forms.NewAddressForm()
    if form.validate_on_submit():
        with form.refusing():
            services_address.ask_for_address(
                signed_in_user(), form.email.data, at=clock.now(), client_address=client_address()
            )
            return redirect(url_for("accounts_details.codes"))
    return render_template(
        "accounts/details/new_address.html", form=form, change=queries.standing_change(signed_in_user())
    )


@bp.get("/my-details/address/codes")
@open_to(SIGNED_IN)
def codes() -> ResponseReturnValue:
    """Which end is proved, and a field for the code of each that isn't."""
    change = queries.standing_change(signed_in_user())
    return _codes_page(change) if change else redirect(url_for("accounts_details.new_address"))


@bp.post("/my-details/address/codes/<any(old, new):end>")
@open_to(SIGNED_IN)
def prove(end: str) -> ResponseReturnValue:
    change = queries.standing_change(signed_in_user())
    if change is None:
        return redirect(url_for("accounts_details.new_address"))
    form = forms.EndCodeForm(change, End(end))
    if form.validate_on_submit():
        with form.refusing("code"):
            is_done = services_address.prove_by_code(
                change, End(end), code=form.code.data, at=clock.now(), here=current_session()
            )
            return _proved(change, is_done=is_done)
    return _codes_page(change, sent=form, end=End(end))


@bp.post("/my-details/address/codes/again")
@open_to(SIGNED_IN)
def send_again() -> ResponseReturnValue:
    change, form = queries.standing_change(signed_in_user()), Form()
    if change is None:
        return redirect(url_for("accounts_details.new_address"))
    with form.refusing("code"):
        services_address.send_codes_again(change, at=clock.now(), client_address=client_address())
        flash("New codes are on their way. The earlier ones have stopped working.")
        return redirect(url_for("accounts_details.codes"))
    return _codes_page(change, sent=form)


@bp.post("/my-details/address/ask-the-office")
@open_to(SIGNED_IN)
def ask_the_office() -> ResponseReturnValue:
    change, form = queries.standing_change(signed_in_user()), Form()
    if change is None:
        return redirect(url_for("accounts_details.new_address"))
    with form.refusing():
        services_address.ask_the_office(change, at=clock.now())
        flash("The training team is told. They make sure that it is you, and then change your address.")
        return redirect(url_for("accounts_details.codes"))
    return _codes_page(change, sent=form)


@bp.post("/my-details/address/give-up")
@open_to(SIGNED_IN)
def give_up() -> ResponseReturnValue:
    change = queries.standing_change(signed_in_user())
    if change:
        services_address.give_up(change, by=signed_in_user(), at=clock.now())
        flash("Your address stays as it is.")
    return redirect(url_for("accounts_details.mine"))


@bp.route("/my-details/address/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("new-address")
def prove_by_link(token: str) -> ResponseReturnValue:
    """Opening the link changes nothing; the button proves the address that it was mailed to."""
    change, proof = found(_of(token))
    form, refused, is_done, end = Form(), None, False, change.end_of(proof)
    try:
        if form.validate_on_submit():
            is_done = services_address.prove_by_link(change, end, at=clock.now(), here=current_session())
        else:
            proof.must_be_usable(clock.now())
    except Refusal as refusal:
        refused = refusal.message
    return render_template(
        "accounts/details/link.html",
        form=form,
        change=change,
        address=proof.email,
        refused=refused,
        is_done=is_done,
        is_proved=form.is_submitted() and not refused,
    )


def _of(token: str) -> tuple[AddressChange, AddressProof] | None:
    try:
        return queries.change_of_proof(links.read_token("new-address", token).record)
    except links.BadToken:
        return abort(404)


def _proved(change: AddressChange, *, is_done: bool) -> ResponseReturnValue:
    if is_done:
        flash(f"Your address is {change.new_email} from now on. We have told both addresses.")
        return redirect(url_for("accounts_details.mine"))
    flash("That address is proved. Now the other.")
    return redirect(url_for("accounts_details.codes"))


def _codes_page(change: AddressChange, *, sent: Form | None = None, end: End | None = None) -> ResponseReturnValue:
    ends = [
        (each, sent if each is end else forms.EndCodeForm(change, each, formdata=None)) for each in (End.NEW, End.OLD)
    ]
    return render_template(
        "accounts/details/codes.html", change=change, ends=ends, sent=sent or Form(formdata=None), End=End
    )
