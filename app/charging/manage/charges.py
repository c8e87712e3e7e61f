"""Charges as lists to work through, and one charge with its evidence and history."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to
from app.charging import queries
from app.charging.forms import ToldForm, WaiveForm
from app.charging.manage.blueprint import PER_PAGE, WITH_FINANCE, bp
from app.charging.models import Charge
from app.charging.rules import Tab
from app.fields import Form


@bp.get("")
@open_to(WITH_FINANCE)
def charges() -> ResponseReturnValue:
    tab = next((tab for tab in Tab if tab == request.args.get("tab")), Tab.TO_DECIDE)
    page = min(max(request.args.get("page", 1, type=int), 1), 100_000)
    words = request.args.get("q", "").replace("\0", "")[:100]
    found_charges = queries.charges_in(tab, words=words, page=page, per_page=PER_PAGE)
    return render_template(
        "charging/charges.html",
        charges=found_charges[:PER_PAGE],
        has_more=len(found_charges) > PER_PAGE,
        page=page,
        tab=tab,
        tabs=Tab,
        words=words,
        counts=queries.counts(),
    )


@bp.get("/<int:charge_id>")
@open_to(WITH_FINANCE)
def show(charge_id: int) -> ResponseReturnValue:
    return charge_page(found(queries.charge(charge_id)))


def charge_page(
    charge: Charge, *, confirming: Form | None = None, waiving: Form | None = None, told: Form | None = None
) -> str:
    """One charge; a form that was refused stands as it was sent, the others empty."""
    sent = [form for form in (confirming, waiving, told) if form]
    return render_template(
        "charging/show.html",
        charge=charge,
        waiving=waiving or WaiveForm(formdata=None),
        told=told or ToldForm(formdata=None),
        sent=sent[0] if sent else Form(formdata=None),
        earlier=queries.earlier(charge),
        marks=queries.register_marks(charge),
        letters=queries.letters_about(charge),
        history=queries.history(charge),
        lines=queries.lines_of(charge),
        now=clock.now(),
    )
