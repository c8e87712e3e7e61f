"""The pages that list something, or count it, on a grown database: where each is, and who opens it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from app.accounts.models import User
from app.booking.models import Booking
from app.booking.states import BookingState
from app.charging.bills.models import BillLine
from app.charging.models import Charge
from app.charging.rules import Tab
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Stage
from app.notifications.models import MessageState
from app.programme.models import Course, Strand, Trainer
from app.programme.models_sessions import TrainingSession
from app.programme.models_weeks import LearningWeek
from app.programme.periods import programme_year

SEARCHES = {1: "a", 2: "munoz", 3: "o'br", 4: "agency 000", 5: "zoe smith", 7: "smith"}
"""What the office has searched for, by the number that stands in an address in place of the words."""


@dataclass(frozen=True)
class ListingPage:
    """`who` opens it, by role; None is a visitor."""

    address: str
    who: Role | None


def listing_pages() -> list[ListingPage]:
    """Each with the records that have most on them."""
    at = clock.now()
    of_person = _most(Booking.practitioner_id)
    past = db.session.scalars(
        select(TrainingSession.id)
        .where(TrainingSession.ends_at < at, TrainingSession.is_open.is_(False))
        .order_by(TrainingSession.ends_at.desc())
        .limit(1)
    ).one()
    to_come = db.session.scalars(
        select(Booking.session_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(Booking.state == BookingState.WAITING, ~TrainingSession.has_started(at))
        .order_by(Booking.id)
        .limit(1)
    ).one()
    course, agency = _most(TrainingSession.course_id), _most(Booking.agency_id)
    core = db.session.scalars(
        select(TrainingSession.course_id)
        .join(TrainingSession.course)
        .where(Course.strand == Strand.CORE_TOPIC)
        .group_by(TrainingSession.course_id)
        .order_by(func.count().desc(), TrainingSession.course_id)
        .limit(1)
    ).one()
    week = db.session.scalar(select(func.max(LearningWeek.id)))
    bill, charge = _most(BillLine.bill_id), db.session.scalar(select(func.max(Charge.id)))
    unanswered = db.session.scalars(
        select(Booking.session_id)
        .join(Issued, Issued.booking_id == Booking.id)
        .where(Issued.stage == Stage.POST_COURSE, Issued.answered_at.is_(None), Issued.closes_at > at)
        .order_by(Issued.id.desc())
        .limit(1)
    ).one()
    trainer = db.session.scalar(select(func.min(Trainer.id)))
    whole_year = programme_year(date(at.year - 1, 4, 1))
    office = [
        "/today",
        *("/manage/programme", f"/manage/courses/{course}", "/manage/programme/copy"),
        *("/manage/sessions", "/manage/sessions?show=over", "/manage/sessions?q=neglect&show=all"),
        *(f"/manage/sessions/{address}" for address in (past, to_come, f"{to_come}/bookings", f"{to_come}/add")),
        *("/manage/trainers", f"/manage/trainers/{trainer}", "/manage/agencies", "/manage/subscriptions"),
        *("/manage/people", *(f"/manage/people?search={number}" for number in SEARCHES)),
        *(f"/manage/people/{of_person}", f"/manage/people/{of_person}/merge?q=zoe+smith", "/manage/privacy"),
        *(f"/manage/agencies/{agency}", f"/manage/agencies/{agency}?page=2"),
        *("/manage/agencies?q=agency", "/manage/audit-trail", f"/manage/audit-trail?person={of_person}"),
        *("/manage/audit-trail?what=Registers", "/manage/audit-trail?record=Booking"),
        *("/registers", "/registers?q=neglect", "/registers?page=2", f"/registers/{past}"),
        *(f"/charges?tab={tab}" for tab in Tab),
        *("/charges?search=7", f"/charges/{charge}", "/charges/figures", "/charges/vat-codes"),
        *("/charges/bills", f"/charges/bills/{bill}", "/charges/bills/next", f"/charges/agencies/{agency}"),
        *_of_evaluation(course, core, past, trainer, agency, unanswered),
        *("/outbox", *(f"/outbox?state={state}" for state in MessageState)),
        *("/reports", *(f"/reports?year={whole_year}{by}" for by in ("", "&by=agency", "&by=session"))),
        *(f"/reports/reach?year={whole_year}", "/reports/reach?show=all", f"/reports/priorities?year={whole_year}"),
        *("/manage/single-agency", "/manage/single-agency/ask", "/charges/bills?agency=agency+000"),
        *("/manage/terms", "/manage/terms/closed-days"),
    ]
    public = ["/", f"/courses/{course}", "/learning-week", f"/learning-weeks/{week}", "/lunchtime", "/api/v1/sessions"]
    lead = ["/agency", f"/agency/sessions/{to_come}", "/agency/training", "/evaluation/of-my-agency"]
    return [
        *(ListingPage(address, Role.TRAINING_MANAGER) for address in office),
        *(ListingPage(address, Role.AGENCY_LEAD) for address in lead),
        *(ListingPage(address, Role.TRAINER) for address in ("/registers", "/evaluation/of-my-sessions")),
        *(ListingPage(address, Role.FINANCE) for address in ("/charges", "/charges/bills")),
        *(ListingPage(address, Role.PRACTITIONER) for address in ("/bookings", "/training")),
        *(ListingPage(address, None) for address in public),
    ]


def _of_evaluation(course: int, core: int, past: int, trainer: int, agency: int, unanswered: int) -> list[str]:
    """Of the last programme year that is over; of the present one, which an address without a year is about, some."""
    began = clock.now().year - 1
    year, dates = f"year={began}-{(began + 1) % 100:02d}", f"from={began}-04-01&to={began + 1}-03-31"
    week, questionnaire = _most(TrainingSession.learning_week_id), _most(Issued.questionnaire_id)
    parts = [f"trainer/{trainer}", f"agency/{agency}", f"week/{week}", "strand/core topic", "sector/health"]
    return [
        *("/evaluation", f"/evaluation?{dates}", "/evaluation/results/everything/all"),
        *(f"/evaluation?{year}&by={by}" for by in ("strand", "week", "trainer", "agency", "sector")),
        *(f"/evaluation/results/{of}?{year}" for of in ("everything/all", *parts)),
        *(f"/evaluation/courses/{course}", f"/evaluation/courses/{core}?{dates}", f"/evaluation/sessions/{past}"),
        *(f"/evaluation/years/{of}" for of in ("everything/all", f"course/{core}", f"agency/{agency}")),
        *(f"/evaluation/funnels?{year}&by={by}&since={s}" for by in ("course", "trainer") for s in ("after", "later")),
        *(f"/evaluation/measured?{year}", f"/evaluation/measured?{year}&course={core}", "/evaluation/knowledge"),
        *("/evaluation/comments", "/evaluation/comments?page=2", "/evaluation/comments?year=all"),
        *(f"/evaluation/comments?{year}{of}" for of in ("", "&quotes=yes", "&quotes=flagged")),
        *(f"/evaluation/comments?{year}&course={core}&theme=none", f"/evaluation/comments/queue?{year}"),
        *("/evaluation/comments/queue", "/evaluation/comments?quotes=flagged", "/evaluation/themes"),
        *("/evaluation/themes/suggestions", "/evaluation/needs", f"/evaluation/needs?{year}"),
        *("/evaluation/unanswered", "/evaluation/unanswered/managers"),
        f"/evaluation/unanswered/sessions/{unanswered}/after",
        *("/evaluation/questionnaires", f"/evaluation/questionnaires/{questionnaire}", "/evaluation/timing"),
        *(f"/evaluation/courses/{core}/{of}" for of in ("questionnaires", "timing", "evidence")),
        *(f"/evaluation/sessions/{past}/{of}" for of in ("room", "paper")),
        *("/evaluation/export", f"/evaluation/export?{year}", "/evaluation/export?year=all"),
        *("/evaluation/published", "/evaluation/board", f"/evaluation/board?{year}"),
    ]


def visitor_of(who: Role) -> User:
    """Somebody of a role; of the practitioners, whoever has most bookings."""
    if who is Role.PRACTITIONER:
        return db.session.get_one(User, _most(Booking.practitioner_id))
    return db.session.scalars(select(User).where(User.role == who).order_by(User.id).limit(1)).one()


def _most(column: ColumnElement[int]) -> int:
    """The value that occurs most often."""
    wanted = select(column).where(column.is_not(None)).group_by(column).order_by(func.count().desc(), column).limit(1)
    return db.session.scalars(wanted).one()
