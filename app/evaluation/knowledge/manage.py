"""The bank of knowledge items: listed, added, edited in versions, retired, and taken into a draft."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.evaluation.knowledge import forms, queries, queries_measured, services
from app.evaluation.questionnaires import queries as questionnaires
from app.http.asking import is_asked
from app.web.access import found, open_to
from app.web.navigation import page_of
from app.web.paging import page_asked_for

bp = Blueprint("evaluation_knowledge", __name__)


@bp.get("/evaluation/knowledge")
@open_to(TRAINING_TEAM)
def items() -> ResponseReturnValue:
    page = queries.items(retired=is_asked("retired"), page=page_asked_for())
    return render_template(
        "evaluation/knowledge/items.html",
        page=page,
        asked_in=queries.asked_in(page.items),
        retired=is_asked("retired"),
    )


@bp.route("/evaluation/knowledge/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def add_item() -> ResponseReturnValue:
    form = forms.ItemForm(queries.firsts())
    if form.validate_on_submit():
        with form.refusing():
            item = services.add_item(
                topic=form.topic.data,
                wording=form.wording(),
                parallel_to=queries.item(form.parallel_to.data),
                by=signed_in_user(),
                at=clock.now(),
            )
            flash("Added. Take it into a draft of a questionnaire, and it is asked once that is in use.")
            return redirect(url_for("evaluation_knowledge.item", item_id=item.id))
    return render_template("evaluation/knowledge/edit_item.html", form=form, item=None)


@bp.get("/evaluation/knowledge/<int:item_id>")
@open_to(TRAINING_TEAM)
@page_of("knowledge item")
def item(item_id: int) -> ResponseReturnValue:
    item = found(queries.item(item_id))
    return render_template(
        "evaluation/knowledge/item.html",
        item=item,
        asked_in=queries.asked_in([item])[item.id],
        parallel=queries.parallel_to(item),
        returns=queries_measured.returns_of_item(item),
    )


@bp.route("/evaluation/knowledge/<int:item_id>/edit", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_item(item_id: int) -> ResponseReturnValue:
    item = found(queries.item(item_id))
    form = forms.ItemForm(queries.firsts(but=item), item)
    if form.validate_on_submit():
        with form.refusing():
            services.change_item(
                item,
                topic=form.topic.data,
                wording=form.wording(),
                parallel_to=queries.item(form.parallel_to.data),
                by=signed_in_user(),
                at=clock.now(),
            )
            flash(f"Saved: version {item.current.version}. Drafts ask it so; what is in use keeps what it asks.")
            return redirect(url_for("evaluation_knowledge.item", item_id=item.id))
    return render_template("evaluation/knowledge/edit_item.html", form=form, item=item)


@bp.post("/evaluation/knowledge/<int:item_id>/retire")
@open_to(TRAINING_TEAM)
def retire_item(item_id: int) -> ResponseReturnValue:
    item = found(queries.item(item_id))
    services.retire_item(item, by=signed_in_user(), at=clock.now())
    flash("Retired: it isn’t offered any more. Questionnaires in use that ask it go on until you change them.")
    return redirect(url_for("evaluation_knowledge.item", item_id=item.id))


@bp.post("/evaluation/knowledge/<int:item_id>/bring-back")
@open_to(TRAINING_TEAM)
def bring_back_item(item_id: int) -> ResponseReturnValue:
    item = found(queries.item(item_id))
    services.bring_back_item(item, by=signed_in_user(), at=clock.now())
    flash("It can be taken into questionnaires again.")
    return redirect(url_for("evaluation_knowledge.item", item_id=item.id))


@bp.get("/evaluation/questionnaires/<int:questionnaire_id>/knowledge")
@open_to(TRAINING_TEAM)
@page_of("knowledge items for a draft")
def items_for_draft(questionnaire_id: int) -> ResponseReturnValue:
    draft = found(questionnaires.questionnaire(questionnaire_id))
    return render_template(
        "evaluation/knowledge/items_for_draft.html",
        draft=draft,
        page=queries.can_be_taken(draft, page=page_asked_for()),
    )


@bp.post("/evaluation/questionnaires/<int:questionnaire_id>/knowledge/<int:item_id>")
@open_to(TRAINING_TEAM)
def take_item(questionnaire_id: int, item_id: int) -> ResponseReturnValue:
    draft, item = found(questionnaires.questionnaire(questionnaire_id)), found(queries.item(item_id))
    services.take_item(draft, item)
    flash(f"Added at the end of the draft: “{item.topic}”.")
    return redirect(url_for("evaluation_knowledge.items_for_draft", questionnaire_id=draft.id))
