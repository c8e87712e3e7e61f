"""Commands on the pool of trainers."""

from datetime import datetime

from app import audit
from app.accounts.models import Agency, User
from app.database import command, db
from app.programme.models import Trainer


@command
def add_trainer(*, name: str, agency: Agency | None, by: User, at: datetime) -> Trainer:
    trainer = Trainer(name=name, agency=agency)
    db.session.add(trainer)
    audit.write("added a trainer", trainer, by=by, at=at)
    return trainer
