"""The pages of charges, bills and what became of them."""

from app.charging.manage import agencies, bills, charges, deciding, figures, settling
from app.charging.manage.blueprint import bp

__all__ = ["agencies", "bills", "bp", "charges", "deciding", "figures", "settling"]
