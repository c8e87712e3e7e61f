"""Commands on courses, sessions, trainers and Learning Weeks."""

from app.programme.services.courses import CourseDetails, add_course, edit_course
from app.programme.services.rules import BookingRules, invite, renew_invitation, set_rules
from app.programme.services.sessions import SessionDetails, add_session, cancel, change_published, edit_session, publish
from app.programme.services.speakers import remove_speaker, show_speaker
from app.programme.services.trainers import TrainerDetails, add_trainer, back_to_asked, confirm_trainer, edit_trainer
from app.programme.services.weeks import WeekDetails, save_learning_week

__all__ = [
    "BookingRules",
    "CourseDetails",
    "SessionDetails",
    "TrainerDetails",
    "WeekDetails",
    "add_course",
    "add_session",
    "add_trainer",
    "back_to_asked",
    "cancel",
    "change_published",
    "confirm_trainer",
    "edit_course",
    "edit_session",
    "edit_trainer",
    "invite",
    "publish",
    "remove_speaker",
    "renew_invitation",
    "save_learning_week",
    "set_rules",
    "show_speaker",
]
