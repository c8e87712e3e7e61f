"""The forms of the programme."""

from app.programme.forms.courses import CourseForm
from app.programme.forms.imports import ConfirmImportForm, ImportForm
from app.programme.forms.materials import MaterialForm
from app.programme.forms.rules import InvitationForm, SessionRulesForm
from app.programme.forms.sessions import SessionForm
from app.programme.forms.speakers import SpeakerForm
from app.programme.forms.subscriptions import MailingListForm, SubscribeForm
from app.programme.forms.trainers import TrainerForm
from app.programme.forms.weeks import LearningWeekForm
from app.programme.forms.years import CopyToDatesForm, year_to_show

__all__ = [
    "ConfirmImportForm",
    "CopyToDatesForm",
    "CourseForm",
    "ImportForm",
    "InvitationForm",
    "LearningWeekForm",
    "MailingListForm",
    "MaterialForm",
    "SessionForm",
    "SessionRulesForm",
    "SpeakerForm",
    "SubscribeForm",
    "TrainerForm",
    "year_to_show",
]
