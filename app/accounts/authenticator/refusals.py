"""How the room says no."""

from app.core.errors import Refusal


class WrongAppCode(Refusal):
    field = "code"
    keeps_work = True
    message = (
        "That code isn’t right, or was used before. Wait until the app shows the next one, and type it in. "
        "If it goes on, check that the phone sets its time by itself."
    )


class WrongRecoveryCode(Refusal):
    field = "code"
    keeps_work = True
    message = "That isn’t one of your recovery codes, or it was used before. Each works once."


class TooManyAppCodes(Refusal):
    field = "code"
    message = "That was one wrong code too many. Wait a quarter of an hour and try again, or ask your training manager."


class SettingUpIsOver(Refusal):
    message = "That took more than half an hour. Start again: the app needs a new QR code."


class HasAnApp(Refusal):
    message = "You have an authenticator app already. Move it to another phone, or remove it."


class HasNoApp(Refusal):
    message = "There is no authenticator app any more."


class AppIsRequired(Refusal):
    message = "Your training manager asks for an authenticator app: move it to another phone instead."


class ResetsOnesOwn(Refusal):
    message = "Ask another training manager to reset your own, or use a recovery code."
