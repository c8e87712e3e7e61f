"""How a role that somebody typed is found on the list, and how groups are named."""

from collections.abc import Iterable, Sequence

from app.accounts.models import name_key
from app.booking.job_roles.models import JobRole, RoleGroup


def keys_of(role: JobRole) -> list[str]:
    """Its name and its other names, so that case and spaces don't count."""
    return list(dict.fromkeys(name_key(name) for name in (role.name, *role.other_names)))


def by_key(roles: Iterable[JobRole]) -> dict[str, JobRole]:
    """Each role under all of its names; its own name goes before another's other name."""
    listed = list(roles)
    found = {key: role for role in listed for key in keys_of(role)}
    return found | {role.name_key: role for role in listed}


def groups_named(groups: Sequence[RoleGroup]) -> str:
    """Group B, or groups B and C."""
    return f"{'group' if len(groups) == 1 else 'groups'} {' and '.join(groups)}"


def for_whom(groups: Sequence[RoleGroup]) -> str:
    """A sentence for the pages of a course; empty where it is for everybody."""
    if not groups:
        return ""
    who = "; or ".join(f"{group}, who {group.words}" for group in groups)
    return f"For job roles of {groups_named(groups)}: {who}."
