"""What the demo's agencies train themselves, and how many people they say work for them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.accounts.models import Agency, User
from app.core.clock import to_london
from app.core.database import db
from app.programme.periods import programme_year, year_dates
from app.reporting.costs.services import year_before
from app.reporting.reach.services import tell_workforce
from app.single_agency import services, services_filling
from app.single_agency.models import Assurance, SingleAgencyReturn
from app.single_agency.rules import Contact
from app.single_agency.services_filling import CourseTold

WORKFORCE = {
    "Anyshire Council children’s services": 420,
    "Anyshire Police": 610,
    "Anyshire Community Health NHS Trust": 380,
    "Anyshire Hospitals NHS Foundation Trust": 540,
    "Primary schools": 900,
    "Secondary schools and colleges": 760,
    "Anyshire Voluntary Action": 140,
}

COURSES: dict[str, tuple[tuple[str, str, int, int, Assurance], ...]] = {
    "Anyshire Council children’s services": (
        ("Induction: safeguarding in children’s services", "Level 1", 6, 84, Assurance.YES),
        ("Court skills for social workers", "Level 3", 2, 31, Assurance.PARTLY),
    ),
    "Anyshire Community Health NHS Trust": (
        ("Safeguarding children for clinical staff", "Level 2", 14, 296, Assurance.YES),
        ("Supervision for named nurses", "Level 4", 3, 22, Assurance.YES),
    ),
    "Primary schools": (("Keeping children safe: the yearly update", "Level 1", 9, 640, Assurance.PARTLY),),
    "Anyshire Police": (("Voice of the child at an incident", "Level 2", 11, 233, Assurance.NO),),
}
"""Title, level, how often, people reached, and whether the agency sees what it changes."""

ACCEPTED = 3
"""The first ones are reviewed; the next is to be reviewed; who has no course hasn't sent anything in."""

SILENT = ("Anyshire Voluntary Action", "Anyshire Probation")


def add_returns(agencies: Sequence[Agency], *, by: User, at: datetime) -> None:
    today = to_london(at).date()
    year = year_before(programme_year(today))
    named = {agency.name: agency for agency in agencies}
    for name, people in WORKFORCE.items():
        for each in (year, programme_year(today)):
            tell_workforce(named[name], each, {"": people}, by=by, at=at)
    asked_at, due_on = at - timedelta(days=45), today - timedelta(days=3)
    contacts = [(named[name], _contact(name)) for name in (*COURSES, *SILENT)]
    returns = services.ask_agencies(contacts, year=year, due_on=due_on, by=by, at=asked_at)
    db.session.flush()
    for number, of_return in enumerate(returns[: len(COURSES)]):
        _fill(of_return, year_dates(year)[0], at=asked_at + timedelta(days=9 + number))
        if number < ACCEPTED:
            services.accept(of_return, by=by, at=asked_at + timedelta(days=20 + number))


def _contact(name: str) -> Contact:
    return Contact(
        "Safeguarding lead",
        f"{''.join(each for each in name.lower() if each.isascii() and each.isalpha())}@example.org",
    )


def _fill(of_return: SingleAgencyReturn, year_began: date, *, at: datetime) -> None:
    for title, level, times, people, impact in COURSES[of_return.agency.name]:
        services_filling.add_course(
            of_return,
            CourseTold(
                title=title,
                level=level,
                starts_on=year_began + timedelta(days=20),
                ends_on=year_began + timedelta(days=320),
                times=times,
                people=people,
                content=Assurance.YES,
                content_words="Read through each year by our named professional.",
                trainer=Assurance.YES,
                trainer_words="All trainers have done the partnership’s course for trainers.",
                impact=impact,
                impact_words="" if impact is Assurance.NO else "We ask three months later, and read ten files a year.",
            ),
        )
    db.session.flush()
    services_filling.send_in(
        of_return,
        name=of_return.contact_name,
        job_role="Safeguarding lead",
        trained_nobody=False,
        remarks="",
        by=None,
        at=at,
    )
