"""A questionnaire as those see it who will answer it; nothing can be sent."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core.roles import TRAINING_TEAM
from app.evaluation.answering import forms
from app.evaluation.answering.routes import bp
from app.evaluation.questionnaires import queries as questionnaires
from app.evaluation.stages import Stage
from app.web.access import found, open_to


@bp.get("/evaluation/questionnaires/<int:questionnaire_id>/preview")
@open_to(TRAINING_TEAM)
def preview(questionnaire_id: int) -> ResponseReturnValue:
    """As the practitioner sees it, or the manager of one made-up person; nothing can be sent."""
    questionnaire = found(questionnaires.questionnaire(questionnaire_id))
    if questionnaire.stage is Stage.MANAGER:
        asked = forms.a_made_up_request(questionnaire)
        form = forms.manager_form(asked)
        [somebody] = asked.people
        return render_template(
            "evaluation/answering/preview_manager.html",
            questionnaire=questionnaire,
            asked=asked,
            form=form,
            prefixes=list(form.people),
            cannot_say=forms.cannot_say_about(form, somebody),
        )
    form = forms.questionnaire_form(questionnaire)
    return render_template("evaluation/answering/preview.html", questionnaire=questionnaire, form=form)
