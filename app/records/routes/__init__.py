"""Public pages of the records room: certificates, my training, and that of a lead's agency."""

from app.records.routes import agency, certificates, training
from app.records.routes.blueprint import bp

__all__ = ["agency", "bp", "certificates", "training"]
