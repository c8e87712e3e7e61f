"""Every cookie that we set: the settings take names and lives from here, and so does the page that tells of them."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Cookie:
    """`lasts` is the longest; else it goes with the browser's window."""

    name: str
    purpose: str
    lasts: timedelta

    @property
    def lasts_in_words(self) -> str:
        return f"until you close the browser, or {self.lasts.days} days on a device that you say is your own"


SESSION = Cookie(
    "session",
    "Knows who is signed in, makes sure that a form you send is one that we showed you, and carries the sentence that "
    "says what has just happened to the next page.",
    timedelta(days=90),
)
COOKIES = (SESSION,)
