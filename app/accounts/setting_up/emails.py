"""Mail to who sets Coursebook up."""

from app.accounts.models import AddressProof
from app.core.links import Secret
from app.files.letters import Letter, compose

SET_UP = Secret("set-up", 1)
"""The one link: it works until there is a training manager."""


def set_up_link() -> Letter:
    return compose("accounts/setting_up/email/set_up_link.txt", secrets={"link": SET_UP})


def code(name: str, proof: AddressProof) -> Letter:
    return compose("accounts/setting_up/email/code.txt", name=name, secrets={"code": Secret("code", proof.id)})
