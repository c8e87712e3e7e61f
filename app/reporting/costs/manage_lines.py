"""The budget of a year, line by line, and what was spent on each."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.reporting.costs import forms, pages, queries, services
from app.reporting.costs.manage import bp
from app.reporting.costs.models import BudgetLine
from app.web.access import found, open_to
from app.web.formatting import count
from app.web.paging import page_asked_for, part_of


@bp.route("/reports/money/<year>/lines/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def new_line(year: str) -> ResponseReturnValue:
    asked, form = pages.year_in_path(year), forms.LineForm()
    if form.validate_on_submit():
        with form.refusing():
            services.add_line(asked, form.details(), by=signed_in_user(), at=clock.now())
            flash(f"{form.name.data} is in the budget of {asked}.")
            return redirect(url_for("reporting_costs.money", year=asked))
    return render_template("reporting/costs/edit_line.html", form=form, line=None, year=asked)


@bp.post("/reports/money/<year>/lines/copy")
@open_to(TRAINING_TEAM)
def copy_lines(year: str) -> ResponseReturnValue:
    asked = pages.year_in_path(year)
    copied = services.copy_lines(asked, by=signed_in_user(), at=clock.now())
    flash(f"{count(len(copied), 'line is', 'lines are')} copied, with last year’s sums. Change each as you need.")
    return redirect(url_for("reporting_costs.money", year=asked))


@bp.route("/reports/money/lines/<int:line_id>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def show_line(line_id: int) -> ResponseReturnValue:
    """With a form for what else was spent on it."""
    line, form = found(queries.line(line_id)), forms.SpendingForm()
    if form.validate_on_submit():
        spent = {"on": form.on.data or clock.today(), "words": form.words.data, "pence": form.amount.data or 0}
        services.add_spending(line, **spent, by=signed_in_user(), at=clock.now())
        flash("It is entered, and counts as spent.")
        return redirect(url_for("reporting_costs.show_line", line_id=line_id))
    return _line_page(line, form)


@bp.route("/reports/money/lines/<int:line_id>/edit", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_line(line_id: int) -> ResponseReturnValue:
    line = found(queries.line(line_id))
    form = forms.LineForm(line)
    if form.validate_on_submit():
        with form.refusing():
            services.edit_line(line, form.details(), by=signed_in_user(), at=clock.now())
            flash("The line is saved.")
            return redirect(url_for("reporting_costs.show_line", line_id=line_id))
    return render_template("reporting/costs/edit_line.html", form=form, line=line, year=line.year)


@bp.route("/reports/money/lines/<int:line_id>/remove", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def remove_line(line_id: int) -> ResponseReturnValue:
    line, form = found(queries.line(line_id)), forms.SureForm()
    year = line.year
    if form.validate_on_submit():
        with form.refusing():
            services.remove_line(line, by=signed_in_user(), at=clock.now())
            flash("The line is removed.")
            return redirect(url_for("reporting_costs.money", year=year))
    return render_template("reporting/costs/remove_line.html", form=form, line=line)


@bp.post("/reports/money/spending/<int:spending_id>/remove")
@open_to(TRAINING_TEAM)
def remove_spending(spending_id: int) -> ResponseReturnValue:
    spent = found(queries.spending(spending_id))
    line_id = spent.line_id
    services.remove_spending(spent, by=signed_in_user(), at=clock.now())
    flash("It is removed, and counts as spent no more.")
    return redirect(url_for("reporting_costs.show_line", line_id=line_id))


def _line_page(line: BudgetLine, form: forms.SpendingForm) -> ResponseReturnValue:
    everything = queries.year_money(line.year, at=clock.now())
    return render_template(
        "reporting/costs/show_line.html",
        line=line,
        form=form,
        money=next(each for each in everything.lines if each.line is line),
        spending=part_of(line.spending, page=page_asked_for(), per_page=50),
        kinds=forms.KIND_WORDS,
    )
