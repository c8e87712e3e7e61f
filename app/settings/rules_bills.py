"""What stands on every bill."""

from dataclasses import dataclass
from typing import ClassVar

from app.settings.rules import SettingsGroup, setting


@dataclass(frozen=True)
class BillTerms(SettingsGroup):
    """By when bills are paid, how, and what their VAT codes mean."""

    NAME: ClassVar[str] = "bills"
    TITLE: ClassVar[str] = "Bills"

    days_to_pay: int = setting("Days to pay", 30)
    how_to_pay: str = setting("How to pay")
    about_vat: str = setting(
        "About VAT", "No VAT is added to these sums. A VAT code beside a line says how our accounts book it."
    )
