"""The forms of the list of job roles."""

from typing import Any

from wtforms import HiddenField

from app.booking.job_roles import queries, rules_import
from app.booking.job_roles.models import JobRole, RoleGroup
from app.files.tables import Table, read_table
from app.programme.courses import queries as courses
from app.programme.models import Course
from app.web.fields import choice_field, file_field, long_text_field, options, text_field, ticks_field
from app.web.forms import Form

GROUPS = [(group.value, f"Group {group.value}: they {group.words}") for group in RoleGroup]


class JobRoleForm(Form):
    name = text_field("Role", required="Enter the role, such as health visitor", autocomplete="off")
    group = choice_field("Group", GROUPS, required="Choose a group", coerce=RoleGroup)
    also_called = long_text_field(
        "Also called (optional)",
        hint="Other words that people type for this role, one on each line. Capital letters and spaces don’t count.",
        most=2000,
    )
    needs = ticks_field("Courses that this role needs", coerce=int)

    def __init__(self, role: JobRole | None = None, *, called: str = "", **kwargs: Any) -> None:
        standing = _as_typed(role) if role else {"name": called[:200]}
        super().__init__(data=standing, **kwargs)
        needed = {course.id for course in role.courses} if role else set()
        self._courses = {each.id: each for each in courses.courses() if not each.is_retired or each.id in needed}
        self.needs.choices = options((number, course.title) for number, course in self._courses.items())

    def details(self) -> dict[str, Any]:
        return {
            "name": self.name.data,
            "group": self.group.data,
            "also_called": self.also_called.data or "",
            "needs": [self._courses[number] for number in self.needs.data or []],
        }


def _as_typed(role: JobRole) -> dict[str, Any]:
    return {
        "name": role.name,
        "group": role.group,
        "also_called": role.also_called,
        "needs": [course.id for course in role.courses],
    }


class CourseGroupsForm(Form):
    groups = ticks_field("It is for", GROUPS, hint="Tick none where everybody may come.", coerce=RoleGroup)

    def __init__(self, course: Course, **kwargs: Any) -> None:
        super().__init__(data={"groups": queries.groups_of(course)}, **kwargs)


class ImportRolesForm(Form):
    file = file_field("CSV or XLSX file", required="Choose a file")

    def table(self) -> Table:
        """Raises Unreadable."""
        return read_table(self.file.data.read(), self.file.data.filename or "", rules_import.EXPECTED)


class ConfirmRolesForm(Form):
    """What the preview showed, as normalised CSV."""

    text: Any = HiddenField()
