"""The forms about access."""

from typing import Any

from app.accounts.models import Agency, User
from app.accounts.people import queries as people
from app.accounts.staff.rules import MAY_DO
from app.core.roles import Role
from app.person_names.fields import name_field
from app.web.fields import choice_field, email_field, options, select_field
from app.web.forms import Form


def role_field() -> Any:
    return choice_field("Role", [], required="Choose a role", coerce=Role)


def agency_field() -> Any:
    return select_field(
        "Agency",
        hint="Of an agency lead alone: whose people they book for. Leave it for the other roles.",
        coerce=lambda agency_id: int(agency_id or 0),
    )


class RoleForm(Form):
    """A role, and the agency of who leads one."""

    role = role_field()
    agency_id = agency_field()
    roles: tuple[Role, ...] = tuple(MAY_DO)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = options((role.value, _in_a_line(role)) for role in self.roles)
        self.agencies = people.listed_agencies()
        listed = ((agency.id, agency.name) for agency in self.agencies)
        self.agency_id.choices = options([(0, "None"), *listed])

    def agency(self) -> Agency | None:
        return next((agency for agency in self.agencies if agency.id == self.agency_id.data), None)


class InviteForm(RoleForm):
    email = email_field("E-mail address", required="Enter their e-mail address", autocomplete="off")
    role = role_field()  # once more, so that complaints come in the order of the page
    agency_id = agency_field()
    roles = tuple(role for role in MAY_DO if role is not Role.PRACTITIONER)


class ChangeRoleForm(RoleForm):
    def __init__(self, user: User, **kwargs: Any) -> None:
        is_lead = user.role is Role.AGENCY_LEAD
        super().__init__(data={"role": user.role, "agency_id": user.agency_id if is_lead else 0}, **kwargs)


class AcceptForm(Form):
    name = name_field("Your name", required="Enter your name", autocomplete="name")


def _in_a_line(role: Role) -> str:
    """Trainer: marks the registers of their own sessions …"""
    does = MAY_DO[role]
    return f"{role.words.capitalize()}: {does[0].lower()}{does[1:]}"
