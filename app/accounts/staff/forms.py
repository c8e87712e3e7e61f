"""The forms about access."""

from typing import Any

from app.accounts.models import User
from app.accounts.people.forms_agency import agency_field
from app.accounts.staff.rules import MAY_DO
from app.core.roles import Role
from app.person_names.fields import name_field
from app.web.fields import choice_field, email_field, options
from app.web.forms import Form


def role_field() -> Any:
    return choice_field("Role", [], required="Choose a role", coerce=Role)


def whose_lead_field() -> Any:
    return agency_field("Agency", hint="Of an agency lead alone: whose people they book for. Leave it for other roles.")


class RoleForm(Form):
    """A role, and the agency of who leads one."""

    role = role_field()
    agency = whose_lead_field()
    roles: tuple[Role, ...] = tuple(MAY_DO)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = options((role.value, _in_a_line(role)) for role in self.roles)


class InviteForm(RoleForm):
    email = email_field("E-mail address", required="Enter their e-mail address", autocomplete="off")
    role = role_field()  # once more, so that complaints come in the order of the page
    agency = whose_lead_field()
    roles = tuple(role for role in MAY_DO if role is not Role.PRACTITIONER)


class ChangeRoleForm(RoleForm):
    def __init__(self, user: User, **kwargs: Any) -> None:
        is_lead = user.role is Role.AGENCY_LEAD
        super().__init__(data={"role": user.role, "agency": user.agency if is_lead else None}, **kwargs)


class AcceptForm(Form):
    name = name_field("Your name", required="Enter your name", autocomplete="name")


def _in_a_line(role: Role) -> str:
    """Trainer: marks the registers of their own sessions …"""
    does = MAY_DO[role]
    return f"{role.words.capitalize()}: {does[0].lower()}{does[1:]}"
