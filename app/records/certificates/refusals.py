"""How the room says no."""

from app.core.errors import Refusal


class HolderErased(Refusal):
    message = "This person was erased: no certificate names them any more."


class NotThereForAllOfIt(Refusal):
    message = "A certificate says that somebody was there for all of it. By the register, this person wasn’t."


class RegisterStillOpen(Refusal):
    message = "Close the register first: until then it can still change."


class CertificateStands(Refusal):
    message = "There is a certificate for this booking already."
