"""How the room says no."""

from app.core.errors import Refusal


class HoldsPeople(Refusal):
    message = (
        "The database holds people already. To replace all of it, say so: restore FILE --replace. "
        "What is here now is backed up first."
    )


class OfAnotherDatabase(Refusal):
    def __init__(self, theirs: str, ours: str) -> None:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        super().__init__(
            f"This backup is of {names[theirs]}, and DATABASE_URL is {names[ours]}: one can’t be put into the other. "
            f"Set DATABASE_URL to a {names[theirs]} database, and restore into that."
        )


class TooNew(Refusal):
    message = (
        "This backup was made by a later version of Coursebook, and this version can’t read its tables. "
        "Install that version or a later one, and restore with it."
    )


class RestoreFailed(Refusal):
    message = "Restoring failed. Nothing has changed."


class UpgradeFailed(Refusal):
    message = "The upgrade failed."
