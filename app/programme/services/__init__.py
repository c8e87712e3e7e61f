"""Commands on courses, sessions, trainers and Learning Weeks, and mail to those who subscribed."""

from app.programme.services.courses import CourseDetails, add_course, edit_course
from app.programme.services.materials import add_material, remove_material
from app.programme.services.sessions import SessionDetails, add_session, cancel, change_published, edit_session, publish
from app.programme.services.telling import ask_to_subscribe, send_lunchtime_invitations, tell_of_new_dates
from app.programme.services.trainers import add_trainer
from app.programme.services.weeks import WeekDetails, save_learning_week

__all__ = [
    "CourseDetails",
    "SessionDetails",
    "WeekDetails",
    "add_course",
    "add_material",
    "add_session",
    "add_trainer",
    "ask_to_subscribe",
    "cancel",
    "change_published",
    "edit_course",
    "edit_session",
    "publish",
    "remove_material",
    "save_learning_week",
    "send_lunchtime_invitations",
    "tell_of_new_dates",
]
