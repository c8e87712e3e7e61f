"""Keeping the list of job roles, and which groups a course is for."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete

from app.accounts.models import User, name_key
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.job_roles import queries, rules_import, rules_planning
from app.booking.job_roles.models import CourseGroup, JobRole, JobRoleCourse, RoleGroup
from app.booking.job_roles.refusals import ImportRefused, RoleNameTaken
from app.booking.job_roles.rules_planning import RolesImport
from app.core.database import advisory_lock, command, db
from app.files.tables import Table
from app.programme.courses import queries as courses
from app.programme.models import Course


@command
def add_role(
    *, name: str, group: RoleGroup, also_called: str, needs: Collection[Course], by: User, at: datetime
) -> JobRole:
    """Raises RoleNameTaken."""
    advisory_lock("job roles")
    role = JobRole(name=name, name_key=_free_key(name, None), group=group, also_called=_tidied(also_called))
    db.session.add(role)
    audit.write(Verb.ADDED_JOB_ROLE, role, by=by, at=at, name=name)
    _set_needs(role, needs)
    return role


@command
def edit_role(
    role: JobRole,
    *,
    name: str,
    group: RoleGroup,
    also_called: str,
    needs: Collection[Course],
    by: User,
    at: datetime,
) -> None:
    """Raises RoleNameTaken."""
    advisory_lock("job roles")
    role.name_key = _free_key(name, role)
    role.name, role.group, role.also_called = name, group, _tidied(also_called)
    _set_needs(role, needs)
    audit.write(Verb.EDITED_JOB_ROLE, role, by=by, at=at, name=name, courses=sorted(course.id for course in needs))


@command
def remove_role(role: JobRole, *, by: User, at: datetime) -> None:
    """Nothing is needed for it any more. What people typed as their role stays as it is."""
    audit.write(Verb.REMOVED_JOB_ROLE, role, by=by, at=at, name=role.name)
    _set_needs(role, [])
    db.session.delete(role)


@command
def set_groups(course: Course, groups: Collection[RoleGroup], *, by: User, at: datetime) -> None:
    """Whom a course is for; no group means everybody."""
    advisory_lock("job roles")
    before = queries.groups_of(course)
    db.session.execute(delete(CourseGroup).where(CourseGroup.course_id == course.id))
    db.session.add_all(CourseGroup(course_id=course.id, group=group) for group in sorted(set(groups)))
    said = {"before": " ".join(before), "after": " ".join(sorted(set(groups)))}
    audit.write(Verb.SET_COURSE_GROUPS, course, by=by, at=at, **said)


def planned_import(table: Table) -> RolesImport:
    """What importing this table would do. Raises ImportRefused with what is wrong with each line."""
    known = {course.title.casefold(): course for course in courses.courses()}
    lines, complaints = rules_import.read(table, known)
    if complaints:
        more = len(complaints) - rules_import.MOST_COMPLAINTS
        shown = complaints[: rules_import.MOST_COMPLAINTS] + ([f"And {more} more."] if more > 0 else [])
        raise ImportRefused("Nothing is imported. " + " ".join(shown))
    return rules_planning.planned(lines, {role.name_key: role for role in queries.job_roles()})


@command
def import_roles(text: str, *, by: User, at: datetime) -> RolesImport:
    """Add the roles of a file in CSV, checked again as things stand now, and change those that are there otherwise.

    The others stay. All or nothing: raises Unreadable or ImportRefused.
    """
    plan = planned_import(rules_import.read_csv(text))
    for line in plan.new:
        add_role(name=line.name, group=line.group, also_called=line.also_called, needs=line.courses, by=by, at=at)
    for role, line in ((each.role, each.line) for each in plan.changed):
        edit_role(
            role, name=line.name, group=line.group, also_called=line.also_called, needs=line.courses, by=by, at=at
        )
    return plan


def _free_key(name: str, role: JobRole | None) -> str:
    same = next((each for each in queries.job_roles() if each.name_key == name_key(name)), None)
    if same and same is not role:
        raise RoleNameTaken
    return name_key(name)


def _tidied(names: str) -> str:
    return "\n".join(dict.fromkeys(" ".join(line.split()) for line in names.splitlines() if line.strip()))


def _set_needs(role: JobRole, needs: Collection[Course]) -> None:
    db.session.flush()
    db.session.execute(delete(JobRoleCourse).where(JobRoleCourse.job_role_id == role.id))
    needed = {course.id for course in needs}
    db.session.add_all(JobRoleCourse(job_role_id=role.id, course_id=course_id) for course_id in sorted(needed))
    db.session.flush()
    db.session.expire(role, ["courses"])
