"""What the demo's office asks to see what people know: four items about neglect, before and after one course."""

from datetime import datetime

from sqlalchemy import select

from app.accounts.models import User
from app.core.database import db
from app.evaluation.knowledge import services
from app.evaluation.knowledge.rules import Wording
from app.evaluation.models_knowledge import ItemKind
from app.evaluation.questionnaires.rules_ready import THEN_CONFIDENCE
from app.evaluation.questionnaires.services import publish_questionnaire, start_draft
from app.evaluation.questionnaires.services_building import add_question
from app.evaluation.stages import Stage
from app.programme.models import Course

ITEMS: dict[str, Wording] = {
    "Neglect: what builds up": Wording(
        ItemKind.ONE_OF,
        "What tells you most about whether neglect is getting worse?",
        (
            ("A chronology of what several agencies have seen", True),
            ("How the house looked at the last visit", False),
            ("What the parents say about this week", False),
        ),
        "Neglect is rarely one event. A chronology shows what single visits hide.",
    ),
    "Neglect: signs": Wording(
        ItemKind.SEVERAL_OF,
        "Which of these may be signs of neglect?",
        (
            ("Untreated tooth decay", True),
            ("Health appointments missed again and again", True),
            ("A quarrel about homework", False),
        ),
        "Needs that aren’t met, over time. A missed appointment of a child is one where the child was not brought.",
    ),
    "Neglect: the first steps": Wording(
        ItemKind.ORDER,
        "In which order do you act?",
        (
            ("See that the child is safe now", True),
            ("Write down what was seen and said", True),
            ("Talk with your safeguarding lead", True),
            ("Make the referral", True),
        ),
        "Safety first. What is written down at once is what the lead and the referral rest on.",
        "A girl of nine comes to school hungry for the third time this week. Nobody was at home last night, she says.",
    ),
    "Neglect: disagreement": Wording(
        ItemKind.ONE_OF,
        "Another agency closes a case that worries you. What do you do?",
        (
            ("Say so, and use the escalation policy", True),
            ("Wait for the next concern", False),
            ("Write it in your own file", False),
        ),
        "Disagreement between agencies is for resolving, not for filing.",
    ),
}


def ask_what_they_know(*, by: User, at: datetime) -> None:
    """Of one course, before and after; afterwards it thinks back, too."""
    course = db.session.scalars(select(Course).where(Course.title == "Complex Neglect")).one()
    items = [services.add_item(topic=topic, wording=wording, by=by, at=at) for topic, wording in ITEMS.items()]
    for stage in (Stage.PRE_COURSE, Stage.POST_COURSE):
        draft = start_draft(stage, course=course, by=by, at=at)
        if stage is Stage.POST_COURSE:
            add_question(draft, THEN_CONFIDENCE)
        for item in items:
            services.take_item(draft, item)
        publish_questionnaire(draft, by=by, at=at)
