"""What people's job roles need, and what they have of it: one person's, and an agency's."""

from datetime import date

from sqlalchemy import select

from app.accounts.models import Agency, User, name_key
from app.accounts.people import queries as people_queries
from app.booking.job_roles import queries as job_roles
from app.booking.job_roles.rules import by_key
from app.core.database import db
from app.elearning.queries import on_show
from app.programme.courses.queries import was_published
from app.programme.models import Course, Strand
from app.records.training import queries, queries_agency, rules_needed
from app.records.training.rules_needed import CourseNeeded, RoleNeed
from app.web.paging import Page, page_of

PER_PAGE = 50


def needs_of(person: User, *, today: date) -> list[RoleNeed]:
    """Empty where their role isn't on the list, or needs nothing."""
    courses = job_roles.courses_needed(person.job_role)
    if not courses:
        return []
    records = queries.courses_attended(person, today=today)
    return rules_needed.needs(courses, records, with_page=courses_with_page(courses), today=today)


def courses_with_page(courses: list[Course]) -> set[int]:
    """Those of which a date was published, or which are e-learning on show."""
    wanted = select(Course.id).where(
        Course.id.in_([course.id for course in courses]), Course.strand != Strand.BESPOKE, was_published()
    )
    return {*db.session.scalars(wanted), *(each.course_id for each in on_show())}


def needed_in_agency(agency: Agency, *, today: date) -> list[CourseNeeded]:
    """Each course that somebody of the agency needs by their role, by title. Four queries, however many they are."""
    roles = by_key(job_roles.job_roles())
    theirs = (User.agency_id.in_(people_queries.family(agency)), User.job_role != "", User.stands, ~User.is_provisional)
    of_role = [
        (person_id, roles[name_key(words)])
        for person_id, words in db.session.execute(select(User.id, User.job_role).where(*theirs).order_by(User.id))
        if name_key(words) in roles
    ]
    last = queries_agency.last_times(agency) if of_role else {}
    needing: dict[int, list[int]] = {}
    courses = {course.id: course for _, role in of_role for course in role.courses if not course.is_retired}
    for person_id, role in of_role:
        for course in role.courses:
            needing.setdefault(course.id, []).append(person_id)
    found = []
    for course in sorted(courses.values(), key=lambda course: course.title):
        each = {
            person_id: rules_needed.need(course, last.get((person_id, course.id)), today=today)
            for person_id in needing[course.id]
        }
        missing = [person_id for person_id, need in each.items() if need.is_missing]
        overdue = [person_id for person_id, need in each.items() if not need.is_missing and not need.is_met]
        found.append(CourseNeeded(course, len(each), missing, overdue))
    return found


def people_by_name(person_ids: list[int], *, page: int) -> Page[User]:
    """Some people, a page at a time."""
    wanted = select(User.id).where(User.id.in_(person_ids)).order_by(User.search_text, User.id)
    found = page_of(wanted, page=page, per_page=PER_PAGE)
    people = {each.id: each for each in db.session.scalars(select(User).where(User.id.in_(found.items)))}
    return found.showing([people[number] for number in found.items])
