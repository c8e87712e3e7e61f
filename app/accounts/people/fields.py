"""What a form asks of somebody's employer and line manager, wherever it is asked."""

from typing import Any

from wtforms.validators import ValidationError

from app.accounts.models import Agency, User
from app.accounts.people import queries
from app.web.forms import Form


class EmployerForm(Form):
    """The checks of fields that each form declares itself, in the order of its page and in its own words: `agency`,
    `agency_not_listed`, `agency_other`, `manager_name`, `manager_email` and `has_no_manager`.

    `whose` begins what is complained of; where `needs_all` is True, agency and manager can't be left out.
    """

    whose: str
    needs_all = False
    agency: Any
    agency_not_listed: Any
    agency_other: Any
    manager_name: Any
    manager_email: Any
    has_no_manager: Any

    def validate_agency(self, field: Any) -> None:
        is_asked = (self.needs_all or field.data) and not self.agency_not_listed.data
        if is_asked and queries.agency_by_name(field.data or "") is None:
            words = self.agency_not_listed.label.text
            raise ValidationError(
                f"Choose {self.whose} agency from the list, or tick “{words}”{did_you_mean(field.data)}"
            )

    def validate_agency_other(self, field: Any) -> None:
        if self.agency_not_listed.data and not field.data:
            raise ValidationError(f"Enter the name of {self.whose} agency")

    def validate_manager_name(self, field: Any) -> None:
        self._must_be_there(field, "name", beside=self.manager_email)

    def validate_manager_email(self, field: Any) -> None:
        self._must_be_there(field, "e-mail address", beside=self.manager_name)

    def _must_be_there(self, field: Any, what: str, *, beside: Any) -> None:
        if field.data or self.has_no_manager.data or not (self.needs_all or beside.data):
            return
        more = f", or tick “{self.has_no_manager.label.text}”" if self.needs_all else " too"
        raise ValidationError(f"Enter {self.whose} line manager’s {what}{more}")

    def employer(self) -> dict[str, Any]:
        """The agency of the list, or the name of another."""
        if self.agency_not_listed.data:
            return {"agency": None, "other_agency": self.agency_other.data}
        return {"agency": queries.agency_by_name(self.agency.data or ""), "other_agency": ""}

    def manager(self) -> dict[str, Any]:
        has_none = self.has_no_manager.data
        named = {name: "" if has_none else self[name].data or "" for name in ("manager_name", "manager_email")}
        return {**named, "has_no_manager": has_none}


def did_you_mean(name: str | None) -> str:
    """The end of a complaint about a name that no agency of the list has: those that come near, if any do."""
    near = queries.names_like(name or "")
    return f". Did you mean {' or '.join(near)}?" if near else ""


def agency_as_typed(agency: Agency | None) -> dict[str, Any]:
    """What the fields would hold of an agency that is known."""
    if agency is None:
        return {}
    return {"agency" if agency.is_listed else "agency_other": agency.name, "agency_not_listed": not agency.is_listed}


def as_kept(person: User) -> dict[str, Any]:
    """What the fields would hold of somebody, but for their agency."""
    names = ("name", "job_role", "team", "manager_name", "manager_email", "has_no_manager")
    return {name: getattr(person, name) for name in names}
