"""The questions of a draft: written, taken from the bank, put in order."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.roles import TRAINING_TEAM
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Question, Questionnaire
from app.evaluation.questionnaires import forms, queries, services_building
from app.evaluation.questionnaires.manage import bp
from app.web.access import found, open_to


@bp.route("/evaluation/questionnaires/<int:questionnaire_id>/questions/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def add_question(questionnaire_id: int) -> ResponseReturnValue:
    draft = found(queries.questionnaire(questionnaire_id))
    return _add(draft, forms.question_form(draft, queries.measures()))


@bp.route("/evaluation/questionnaires/<int:questionnaire_id>/sections/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def add_section(questionnaire_id: int) -> ResponseReturnValue:
    draft = found(queries.questionnaire(questionnaire_id))
    return _add(draft, forms.section_form(draft))


@bp.route("/evaluation/questions/<int:question_id>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_question(question_id: int) -> ResponseReturnValue:
    question = found(queries.question(question_id))
    draft, is_section = question.questionnaire, question.kind is QuestionKind.SECTION
    if is_section:
        form = forms.section_form(draft, question)
    else:
        form = forms.question_form(draft, queries.measures(), question)
    if form.validate_on_submit():
        with form.refusing():
            services_building.edit_question(question, form.asks(), new_measure=form.new_name())
            flash(f"Saved: “{question.words}”.")
            return _back_to(question)
    return render_template("evaluation/questionnaires/edit_question.html", form=form, draft=draft, question=question)


@bp.post("/evaluation/questions/<int:question_id>/<any(up, down):way>")
@open_to(TRAINING_TEAM)
def move_question(question_id: int, way: str) -> ResponseReturnValue:
    question = found(queries.question(question_id))
    services_building.move_question(question, up=way == "up")
    flash(f"Moved {way}: “{question.words}”.")
    return _back_to(question)


@bp.post("/evaluation/questions/<int:question_id>/remove")
@open_to(TRAINING_TEAM)
def remove_question(question_id: int) -> ResponseReturnValue:
    question = found(queries.question(question_id))
    words, questionnaire_id = question.words, question.questionnaire_id
    services_building.remove_question(question)
    flash(f"Removed from this draft: “{words}”.")
    return redirect(
        url_for("evaluation_questionnaires.questionnaire", questionnaire_id=questionnaire_id, _anchor="questions")
    )


@bp.get("/evaluation/questionnaires/<int:questionnaire_id>/bank")
@open_to(TRAINING_TEAM)
def bank(questionnaire_id: int) -> ResponseReturnValue:
    draft = found(queries.questionnaire(questionnaire_id))
    return render_template("evaluation/questionnaires/bank.html", draft=draft, asks=queries.bank(draft))


@bp.post("/evaluation/questionnaires/<int:questionnaire_id>/bank/<key>")
@open_to(TRAINING_TEAM)
def take_from_bank(questionnaire_id: int, key: str) -> ResponseReturnValue:
    draft = found(queries.questionnaire(questionnaire_id))
    ask = found({ask.key: ask for ask in queries.bank(draft)}.get(key))
    services_building.add_question(draft, ask)
    flash(f"Added at the end of the draft: “{ask.words}”.")
    return redirect(url_for("evaluation_questionnaires.bank", questionnaire_id=draft.id))


def _add(draft: Questionnaire, form: forms.QuestionForm | forms.SectionForm) -> ResponseReturnValue:
    if form.validate_on_submit():
        with form.refusing():
            question = services_building.add_question(draft, form.asks(), new_measure=form.new_name())
            flash(f"Added at the end: “{question.words}”.")
            return _back_to(question)
    return render_template("evaluation/questionnaires/edit_question.html", form=form, draft=draft, question=None)


def _back_to(question: Question) -> ResponseReturnValue:
    """The draft's page, at the question."""
    address = url_for(
        "evaluation_questionnaires.questionnaire",
        questionnaire_id=question.questionnaire_id,
        _anchor=f"question-{question.id}",
    )
    return redirect(address)
