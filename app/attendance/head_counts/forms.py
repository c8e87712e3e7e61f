"""The form that counts heads."""

from collections.abc import Mapping
from typing import Any

from wtforms.validators import ValidationError

from app.accounts.models import Sector
from app.attendance.registers.models import Register
from app.programme.models_sessions import MOST_PLACES
from app.web.fields import WholeNumberField
from app.web.forms import Form


def _at_most(form: Any, field: Any) -> None:
    if field.data is not None and field.data > MOST_PLACES:
        raise ValidationError(f"Enter {MOST_PLACES:,} at most")


class HeadCountForm(Form):
    """A total, and a number for each sector as far as it is known."""

    how_many = WholeNumberField("How many came", [_at_most])

    def __init__(self, register: Register | None, **kwargs: Any) -> None:
        known = {name_of(heads.sector): heads.how_many for heads in register.heads_by_sector} if register else {}
        super().__init__(data={"how_many": register and register.head_count, **known}, **kwargs)

    def sectors(self) -> list[Any]:
        """The fields of the sectors, in their order."""
        return [self[name_of(sector)] for sector in Sector]

    def came(self) -> int | None:
        return self.how_many.data if self.how_many.data is None else int(self.how_many.data)

    def came_by_sector(self) -> Mapping[Sector, int]:
        """Those that were filled in."""
        return {sector: int(field.data) for sector in Sector if (field := self[name_of(sector)]).data is not None}


def name_of(sector: Sector) -> str:
    """What a sector's field is called."""
    return f"of_{sector.name.lower()}"


for _sector in Sector:
    setattr(HeadCountForm, name_of(_sector), WholeNumberField(_sector.value.capitalize(), [_at_most]))
