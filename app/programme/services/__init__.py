"""Commands on courses, sessions, trainers and Learning Weeks, and mail to those who subscribed."""

from app.programme.services.courses import CourseDetails, add_course, edit_course, say_what_is_asked_before
from app.programme.services.imports import import_programme, planned_import
from app.programme.services.materials import add_material, remove_material
from app.programme.services.rules import BookingRules, invite, renew_invitation, set_rules
from app.programme.services.sessions import SessionDetails, add_session, cancel, change_published, edit_session, publish
from app.programme.services.speakers import remove_speaker, show_speaker
from app.programme.services.telling import ask_to_subscribe, send_lunchtime_invitations, tell_of_new_dates
from app.programme.services.trainers import TrainerDetails, add_trainer, back_to_asked, confirm_trainer, edit_trainer
from app.programme.services.weeks import WeekDetails, save_learning_week
from app.programme.services.years import copy_to_dates, copy_year, days_from, publish_drafts

__all__ = [
    "BookingRules",
    "CourseDetails",
    "SessionDetails",
    "TrainerDetails",
    "WeekDetails",
    "add_course",
    "add_material",
    "add_session",
    "add_trainer",
    "ask_to_subscribe",
    "cancel",
    "change_published",
    "copy_to_dates",
    "copy_year",
    "days_from",
    "edit_course",
    "edit_session",
    "import_programme",
    "planned_import",
    "publish",
    "remove_material",
    "publish_drafts",
    "save_learning_week",
    "send_lunchtime_invitations",
    "tell_of_new_dates",
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
    "say_what_is_asked_before",
    "set_rules",
    "show_speaker",
]
