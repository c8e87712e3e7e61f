"""How the room says no."""

from app.core.errors import Refusal


class RoleNameTaken(Refusal):
    field = "name"
    message = "There is a job role with this name already. Change that one, or choose another name."


class NotForTheRole(Refusal):
    """The course is for other groups of roles."""

    field = "job_role"


class ImportRefused(Refusal):
    """What is wrong with a file of roles, line by line: nothing of it is imported."""

    field = "file"
