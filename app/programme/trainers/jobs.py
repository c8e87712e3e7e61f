"""The pool of trainers follows what people change of themselves."""

from app.core import clock
from app.programme.trainers import services
from app.web.formatting import count


def follow_new_addresses() -> str:
    """Trainers whose person has another address. Causes: a change of address was proved, or the office made it."""
    followed = services.follow_new_addresses(at=clock.now())
    return f"{count(followed, 'trainer has a new address', 'trainers have new addresses')}" if followed else ""
