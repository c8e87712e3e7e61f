"""The training team's forms for the programme."""

from app.programme.forms.courses import CourseForm
from app.programme.forms.rules import InvitationForm, SessionRulesForm
from app.programme.forms.sessions import SessionForm
from app.programme.forms.speakers import SpeakerForm
from app.programme.forms.trainers import TrainerForm
from app.programme.forms.weeks import LearningWeekForm

__all__ = [
    "CourseForm",
    "InvitationForm",
    "LearningWeekForm",
    "SessionForm",
    "SessionRulesForm",
    "SpeakerForm",
    "TrainerForm",
]
