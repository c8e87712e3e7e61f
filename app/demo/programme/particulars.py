"""What some of the demo's sessions have beside a date and a place: limits, an invitation, a speaker, a handout."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import Agency, Sector, User
from app.core.clock import to_london
from app.core.database import db
from app.demo.programme.courses import HALF_DAY
from app.programme.courses.services_materials import add_material
from app.programme.models import Course, Strand
from app.programme.models_sessions import Day, Delivery, TrainingSession
from app.programme.rules_working_days import next_working_day
from app.programme.sessions import services as sessions_services
from app.programme.sessions.services import SessionDetails
from app.programme.sessions.services_rules import BookingRules, invite, set_rules
from app.programme.sessions.services_speakers import show_speaker

HANDOUT = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 76>>stream
BT /F1 18 Tf 72 760 Td (A chronology: date, event, source, what it means) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def add_particulars(*, by: User, at: datetime) -> None:
    coming = select(TrainingSession).join(Course).where(TrainingSession.starts_at > at + timedelta(days=3))
    sessions = list(db.session.scalars(coming.order_by(TrainingSession.starts_at)))
    _rules(sessions, by=by, at=at)
    _bespoke(by=by, at=at)
    told_by_a_parent = next((session for session in sessions if "parent" in session.title), None)
    if told_by_a_parent:
        show_speaker(
            told_by_a_parent, shown_as="A parent who has been there", consented_on=to_london(at).date(), by=by, at=at
        )
    add_material(
        db.session.scalars(select(Course).where(Course.title == "Complex Neglect")).one(),
        title="How to write a chronology",
        file_name="chronology.pdf",
        content=HANDOUT,
        is_for_attendees=False,
        by=by,
        at=at,
    )


def _rules(sessions: list[TrainingSession], *, by: User, at: datetime) -> None:
    """Of one course the next date has limits, so that they can be seen on its pages."""
    session = next(session for session in sessions if session.title == "Suicide Prevention and Planning")
    rules = BookingRules(agency_cap=4, cap_lifted_days_before=7, minimum=8, bars_non_attenders=True)
    set_rules(session, rules, by=by, at=at)


def _bespoke(*, by: User, at: datetime) -> None:
    """Councillors have a morning of their own, booked through a link."""
    course = db.session.scalar(select(Course).where(Course.strand == Strand.BESPOKE))
    members = db.session.scalar(select(Agency).where(Agency.sector == Sector.ELECTED))
    assert course
    on = next_working_day(to_london(at).date() + timedelta(days=40))
    details = SessionDetails([Day(on, *HALF_DAY)], places=20, delivery=Delivery.VENUE, venue="Town Hall, Northbridge")
    session = sessions_services.add_session(course, details, by=by, at=at)
    invite(session, agency=members, group="", by=by, at=at)
    sessions_services.publish(session, by=by, at=at)
