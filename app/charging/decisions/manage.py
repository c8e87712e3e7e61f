"""Charges as lists to work through, and one charge with its evidence and history."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.charging import queries as charging
from app.charging.bills import queries as bills
from app.charging.decisions import forms, queries
from app.charging.models import Charge
from app.charging.pages import PER_PAGE, WITH_FINANCE
from app.charging.rules import Tab
from app.core import clock
from app.http.asking import number_asked, words_asked
from app.http.searches import keep_search, kept_search
from app.web.access import found, open_to
from app.web.forms import Form
from app.web.navigation import in_navigation, page_of
from app.web.paging import page_asked_for

bp = Blueprint("charging_decisions", __name__)


@bp.get("/charges")
@open_to(WITH_FINANCE)
@in_navigation("Charges", WITH_FINANCE)
@page_of("charges")
def charges() -> ResponseReturnValue:
    decides = signed_in_user().is_training_team
    tab = next((tab for tab in Tab if tab == words_asked("tab")), Tab.TO_DECIDE if decides else Tab.CONFIRMED)
    number = number_asked("search")
    words = kept_search(number)
    page = queries.charges_in(tab, words=words, page=page_asked_for(), per_page=PER_PAGE)
    return render_template(
        "charging/decisions/charges.html",
        charges=page.items,
        page=page,
        tab=tab,
        tabs=Tab,
        words=words,
        search=number if words else None,
        counts=queries.counts(),
        work=None if decides else bills.work_of_finance(today=clock.today()),
    )


@bp.post("/charges")
@open_to(WITH_FINANCE)
def search() -> ResponseReturnValue:
    """A person's name stands in no address."""
    words, tab = request.form.get("q", ""), request.form.get("tab")
    return redirect(url_for("charging_decisions.charges", tab=tab, search=keep_search(words)))


@bp.get("/charges/<int:charge_id>")
@open_to(WITH_FINANCE)
def show(charge_id: int) -> ResponseReturnValue:
    return charge_page(found(charging.charge(charge_id)))


def charge_page(
    charge: Charge, *, confirming: Form | None = None, waiving: Form | None = None, told: Form | None = None
) -> str:
    """One charge; a form that was refused stands as it was sent, the others empty."""
    sent = [form for form in (confirming, waiving, told) if form]
    return render_template(
        "charging/decisions/show.html",
        charge=charge,
        waiving=waiving or forms.WaiveForm(formdata=None),
        told=told or forms.ToldForm(formdata=None),
        sent=sent[0] if sent else Form(formdata=None),
        earlier=queries.earlier(charge),
        marks=queries.register_marks(charge),
        letters=queries.letters_about(charge),
        history=queries.history(charge),
        lines=bills.lines_of(charge),
        now=clock.now(),
    )
