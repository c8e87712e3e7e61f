"""The form that counts heads."""

import re
from collections.abc import Mapping
from typing import Any

from wtforms.validators import ValidationError

from app.attendance.registers.models import Register
from app.programme.models_sessions import MOST_PLACES
from app.settings import queries as settings
from app.settings.rules_lists import Sectors
from app.web.fields import WholeNumberField
from app.web.forms import Form


def _at_most(form: Any, field: Any) -> None:
    if field.data is not None and field.data > MOST_PLACES:
        raise ValidationError(f"Enter {MOST_PLACES:,} at most")


class HeadCountForm(Form):
    """A total, and a number for each sector as far as it is known: `offered` are the sectors' keys."""

    offered: tuple[str, ...] = ()
    how_many = WholeNumberField("How many came", [_at_most])

    def sectors(self) -> list[Any]:
        """The fields of the sectors, in their order."""
        return [self[field_name(sector)] for sector in self.offered]

    def came(self) -> int | None:
        return self.how_many.data if self.how_many.data is None else int(self.how_many.data)

    def came_by_sector(self) -> Mapping[str, int]:
        """Those that were filled in."""
        typed = {sector: self[field_name(sector)].data for sector in self.offered}
        return {sector: int(came) for sector, came in typed.items() if came is not None}


def head_count_form(register: Register | None) -> HeadCountForm:
    """With a field for each sector that the office offers, and for those counted already."""
    known = {heads.sector: heads.how_many for heads in register.heads_by_sector} if register else {}
    listed = settings.current(Sectors)
    offered = [*(entry.key for entry in listed.all if not entry.is_retired or entry.key in known)]
    fields: dict[str, Any] = {
        field_name(key): WholeNumberField(listed.label_of_entry(key), [_at_most]) for key in offered
    }
    made = type("HeadCountBySectorForm", (HeadCountForm,), {**fields, "offered": tuple(offered)})
    counted = {field_name(sector): came for sector, came in known.items()}
    form: HeadCountForm = made(data={"how_many": register and register.head_count, **counted})
    return form


def field_name(sector: str) -> str:
    """What a sector's field is called."""
    return f"of_{re.sub(r'[^a-z0-9]+', '_', sector.lower())}"
