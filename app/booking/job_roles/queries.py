"""Reads of the list of job roles, and of which groups a course is for."""

from collections.abc import Collection

from sqlalchemy import func, select

from app.accounts.models import User, name_key
from app.booking.job_roles import rules
from app.booking.job_roles.models import CourseGroup, JobRole, RoleGroup
from app.core.database import db, read_once
from app.http.kept_parts import kept_for_visitors
from app.programme.models import Course


def job_roles() -> list[JobRole]:
    """All of them, by group and name."""
    return list(db.session.scalars(select(JobRole).order_by(JobRole.group, JobRole.name, JobRole.id)))


@kept_for_visitors
def names_to_suggest() -> list[str]:
    """The same by name alone."""
    return list(db.session.scalars(select(JobRole.name).order_by(JobRole.group, JobRole.name, JobRole.id)))


def job_role(role_id: int) -> JobRole | None:
    return db.session.get(JobRole, role_id)


def role_called(words: str) -> JobRole | None:
    """The role that somebody means who types these words; None where it isn't on the list."""
    return rules.by_key(job_roles()).get(name_key(words)) if words.strip() else None


def courses_needed(words: str) -> list[Course]:
    """What whoever types this as their role needs: courses that are still taught, by title."""
    role = role_called(words)
    return [course for course in role.courses if not course.is_retired] if role else []


def groups_of(course: Course) -> list[RoleGroup]:
    """The groups that a course is for; none where it is for everybody."""
    return _groups_of(course.id)


@read_once(CourseGroup)
@kept_for_visitors
def _groups_of(course_id: int) -> list[RoleGroup]:
    wanted = select(CourseGroup.group).where(CourseGroup.course_id == course_id)
    return sorted(db.session.scalars(wanted))


def groups_of_courses() -> list[tuple[Course, list[RoleGroup]]]:
    """The courses that are for some groups alone, by title."""
    wanted = select(Course, CourseGroup.group).join(CourseGroup, CourseGroup.course_id == Course.id)
    found: dict[Course, list[RoleGroup]] = {}
    for course, group in db.session.execute(wanted.order_by(Course.title, CourseGroup.group)):
        found.setdefault(course, []).append(group)
    return list(found.items())


def how_many_people() -> dict[str, int]:
    """How many people there are by the role that they typed, spelled as they spelled it."""
    wanted = select(User.job_role, func.count()).where(User.job_role != "", User.stands, ~User.is_provisional)
    return {words: people for words, people in db.session.execute(wanted.group_by(User.job_role)) if words.strip()}


def people_by_role(roles: Collection[JobRole]) -> tuple[dict[int, int], list[tuple[str, int]]]:
    """How many people have each role of the list, and the roles that are on none, those of the most people first."""
    known, counted, unlisted = rules.by_key(roles), {role.id: 0 for role in roles}, dict[str, list[tuple[int, str]]]()
    for words, how_many in how_many_people().items():
        role = known.get(name_key(words))
        if role:
            counted[role.id] += how_many
        else:
            unlisted.setdefault(name_key(words), []).append((how_many, words))
    others = [(max(spelled)[1], sum(how_many for how_many, _ in spelled)) for spelled in unlisted.values()]
    return counted, sorted(others, key=lambda other: (-other[1], other[0].casefold()))
