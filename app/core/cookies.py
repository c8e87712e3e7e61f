"""Every cookie that we set: the settings take names and lives from here, and so does the page that tells of them."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Cookie:
    """`lasts` is None for one that goes with the browser's window."""

    name: str
    purpose: str
    lasts: timedelta | None

    @property
    def lasts_in_words(self) -> str:
        return f"{self.lasts.days} days" if self.lasts else "until you close the browser"


SESSION = Cookie(
    "session",
    "Knows who is signed in, makes sure that a form you send is one that we showed you, and carries the sentence that "
    "says what has just happened to the next page.",
    None,
)
REMEMBERED = Cookie(
    "remember_token",
    "Signs you in again on a device on which you confirmed your e-mail address, so that you need no new code.",
    timedelta(days=90),
)
COOKIES = (SESSION, REMEMBERED)
