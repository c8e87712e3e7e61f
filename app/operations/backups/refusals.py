"""How the room says no."""

from app.core.errors import Refusal


class BackupFailed(Refusal):
    message = "The backup failed."


class NotABackup(Refusal):
    message = "This file isn’t a backup of Coursebook."


class BackupDamaged(Refusal):
    message = "This backup is damaged: what it holds isn’t what was put into it. Use another one."


class CantPutIn(Refusal):
    message = "The backup can’t be put into the database."
