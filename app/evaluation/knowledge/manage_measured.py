"""Beyond ratings: what people know as it was scored, how their yardstick moved, and what helps them to use it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.evaluation import forms as evaluation_forms
from app.evaluation.answering.queries_scope import years_answered
from app.evaluation.knowledge import queries_measured, rules_measured, rules_transfer
from app.evaluation.knowledge.manage import bp
from app.evaluation.stages import OF_THE_PERSON
from app.http.asking import all_asked
from app.programme.courses import queries as courses_queries
from app.programme.periods import programme_year
from app.web.access import open_to


@bp.get("/evaluation/measured")
@open_to(TRAINING_TEAM)
def measured() -> ResponseReturnValue:
    """Of a course or of all, in a period."""
    courses = courses_queries.courses()
    asked = evaluation_forms.requested_scope(all_asked(), clock.today(), courses)
    scored, numbers = queries_measured.scored_rows(asked.scope), queries_measured.number_rows(asked.scope)
    things = rules_measured.thing_scores(scored)
    return render_template(
        "evaluation/knowledge/measured.html",
        asked=asked,
        course=next((course for course in courses if course.id == asked.scope.course_id), None),
        courses=courses,
        years=sorted({programme_year(clock.today()), *years_answered()}, reverse=True),
        things=things,
        items=queries_measured.topics(number for thing in things for number in thing.item_ids),
        beside=rules_measured.beside_knowledge(scored, numbers),
        shifts=rules_measured.response_shifts(numbers),
        transfer=rules_transfer.transfer_index(queries_measured.statement_rows(asked.scope)),
        stages=OF_THE_PERSON,
    )
