"""Opening questionnaires by their links, finding their fields, and what was kept."""

from typing import Any

from app.booking.models import Booking
from app.booking.states import Outcome
from app.core.database import db
from app.core.links import Secret, token
from app.evaluation.answering.models import Answer
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.stages import Stage
from tests.builders import a_booking, a_past_session, a_user
from tests.page import Page, Visitor

SCALE = ("Knowledge", "Confidence to practise", "Professional challenge")


def open_link(visitor: Visitor, issued: Issued) -> Page:
    secret = Secret(issued.stage, issued.booking_id)
    return visitor.open_page(f"/questionnaires/{issued.stage}/{token(secret)}")


def field_of(issued: Issued, words: str) -> str:
    """The name of the field that asks this measure or these words."""
    [question] = [q for q in issued.questionnaire.questions if words in (q.measure and q.measure.name, q.words)]
    return f"question_{question.id}"


def kept(issued: Issued) -> dict[str, int | str]:
    """What was answered, by measure or words."""
    questions = {question.id: question for question in issued.questionnaire.questions}
    answers = db.session.query(Answer).filter_by(issued_id=issued.id).order_by(Answer.question_id)
    return {
        measure.name if (measure := questions[given.question_id].measure) else questions[given.question_id].words: (
            given.words if given.number is None else given.number
        )
        for given in answers
    }


def attended(**more: Any) -> Booking:
    return a_booking(a_past_session(), a_user(**more), Outcome.ATTENDED)


def open_request(visitor: Visitor, request_id: int) -> Page:
    return visitor.open_page(f"/questionnaires/manager/{token(Secret(Stage.MANAGER, request_id))}")


def ticks(page: Page) -> list[str]:
    """The names of the yes-or-no fields, in the order of the page."""
    return list(dict.fromkeys(str(radio["name"]) for radio in page.soup.find_all("input", type="radio")))


def for_all(request: ManagerRequest) -> str:
    """The name of the field that is asked once."""
    [question] = request.questionnaire.about_all
    return f"question_{question.id}"
