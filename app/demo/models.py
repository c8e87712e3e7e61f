"""That this database holds the demo."""

from datetime import datetime

from sqlalchemy.orm import Mapped

from app.core.database import Base


class DemoLoading(Base):
    """One loading of the demo: nothing in this database is about real people, and each page says so."""

    __tablename__ = "demo_loading"

    loaded_at: Mapped[datetime]
