"""What importing a file of job roles would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.accounts.models import name_key
from app.booking.job_roles.models import JobRole
from app.booking.job_roles.rules_import import RoleLine


@dataclass(frozen=True)
class ChangedRole:
    """A role that is on the list, the line of the file, and what of it is other, in words."""

    role: JobRole
    line: RoleLine
    changes: list[str]


@dataclass(frozen=True)
class RolesImport:
    """`same` are roles of the file that are on the list just so."""

    new: list[RoleLine] = field(default_factory=list)
    changed: list[ChangedRole] = field(default_factory=list)
    same: list[JobRole] = field(default_factory=list)


def planned(lines: Sequence[RoleLine], standing: Mapping[str, JobRole]) -> RolesImport:
    """`standing` are the roles on the list by their keys."""
    plan = RolesImport()
    for line in lines:
        role = standing.get(name_key(line.name))
        if role is None:
            plan.new.append(line)
        elif changes := changes_of(role, line):
            plan.changed.append(ChangedRole(role, line, changes))
        else:
            plan.same.append(role)
    return plan


def changes_of(role: JobRole, line: RoleLine) -> list[str]:
    """What a line says otherwise than the list: Group B becomes C. It needs Neglect too."""
    before, after = {course.title for course in role.courses}, {course.title for course in line.courses}
    names, called = list(role.other_names), line.also_called.splitlines()
    return [
        *([f"It is written {line.name}"] if line.name != role.name else []),
        *([f"Group {role.group} becomes {line.group}"] if line.group != role.group else []),
        *([f"Also called {', '.join(called) or 'nothing else'}"] if called != names else []),
        *(f"It needs {title} too" for title in sorted(after - before)),
        *(f"It doesn’t need {title} any more" for title in sorted(before - after)),
    ]
