"""The forms about agencies."""

from typing import Any

from app.accounts.models import Agency, AgencyGroup
from app.accounts.people.forms_agency import agency_field
from app.settings import queries as settings
from app.settings.rules_lists import Sectors
from app.web.fields import choice_field, options, text_field, tick_field
from app.web.forms import Form

GROUPS = {
    AgencyGroup.CONTRIBUTING: "Contributing: its places are free",
    AgencyGroup.NON_CONTRIBUTING: "Doesn’t contribute: a fee for each place",
    AgencyGroup.PRIVATE: "Private provider: a fee for each place",
    AgencyGroup.OUT_OF_AREA: "Out of the area: a fee for each place",
}


class AgencyForm(Form):
    name = text_field("Name", required="Enter the agency’s name", autocomplete="off")
    sector = choice_field("Sector", [], required="Choose a sector")
    group = choice_field(
        "What it pays",
        [(group.value, words) for group, words in GROUPS.items()],
        required="Choose what it pays",
        hint="The booking terms say how high the fee is. Another choice counts for charges proposed from now on.",
        coerce=AgencyGroup,
    )
    is_listed = tick_field("Listed: people can choose it when they book")
    is_correction = tick_field(
        "The name was a mistake",
        hint="Tick this if you only correct its spelling: then no report shows the name it had.",
    )

    def __init__(self, agency: Agency | None = None, **kwargs: Any) -> None:
        super().__init__(obj=agency or Agency(is_listed=True, group=AgencyGroup.CONTRIBUTING), **kwargs)
        self.sector.choices = options(settings.current(Sectors).choices(also=agency.sector if agency else None))

    def details(self) -> dict[str, Any]:
        return {
            "name": self.name.data,
            "sector": self.sector.data,
            "group": self.group.data,
            "is_listed": self.is_listed.data,
        }

    def changes(self) -> dict[str, Any]:
        """The same of an agency that is there already."""
        return self.details() | {"is_correction": self.is_correction.data}


class MergeAgencyForm(Form):
    into = agency_field("Merge into", required="Enter the agency to merge it into", takes_unlisted=True)
