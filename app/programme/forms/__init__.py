"""The forms of the programme."""

from app.programme.forms.courses import CourseForm
from app.programme.forms.materials import MaterialForm
from app.programme.forms.sessions import SessionForm
from app.programme.forms.subscriptions import MailingListForm, SubscribeForm
from app.programme.forms.trainers import TrainerForm
from app.programme.forms.weeks import LearningWeekForm

__all__ = [
    "CourseForm",
    "LearningWeekForm",
    "MaterialForm",
    "MailingListForm",
    "SessionForm",
    "SubscribeForm",
    "TrainerForm",
]
