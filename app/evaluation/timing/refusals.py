"""How the room says no."""

from app.core.errors import Refusal


class ManagersNeedImpact(Refusal):
    field = "manager_is_on"
    message = "Managers are asked with the impact questionnaire: turn that on too"
