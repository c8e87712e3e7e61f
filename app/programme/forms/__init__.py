"""The training team's forms for the programme."""

from app.programme.forms.courses import CourseForm
from app.programme.forms.materials import MaterialForm
from app.programme.forms.sessions import SessionForm
from app.programme.forms.trainers import TrainerForm
from app.programme.forms.weeks import LearningWeekForm

__all__ = ["CourseForm", "LearningWeekForm", "MaterialForm", "SessionForm", "TrainerForm"]
