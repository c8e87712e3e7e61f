"""On what an answer was given, by the browser's own declaration; nothing is measured."""

from app.evaluation.models_issued import AnswerMode


def mode_declared(is_mobile: str | None, agent: str | None) -> AnswerMode | None:
    """Of the headers Sec-CH-UA-Mobile and User-Agent. None where the browser says neither.

    Chromium's browsers say "?1" or "?0" in the first. The others say "Mobi" in the second on a phone, and nothing like
    it on a computer or a tablet: what they recommend to look for themselves.
    """
    if is_mobile in ("?1", "?0"):
        return AnswerMode.PHONE if is_mobile == "?1" else AnswerMode.DESKTOP
    if not agent:
        return None
    return AnswerMode.PHONE if "Mobi" in agent else AnswerMode.DESKTOP
