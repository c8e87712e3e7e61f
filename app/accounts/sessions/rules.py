"""How long somebody stays signed in, how fresh a proof is, and what a browser is in words."""

from datetime import datetime, timedelta

OWN_DEVICE_LASTS = timedelta(days=90)
LONGEST = timedelta(days=7)
"""Of staff, and on a device that isn't one's own."""

LONGEST_IDLE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=10)
PROOF_IS_FRESH = timedelta(minutes=15)
KEPT_WHEN_OVER = timedelta(days=30)
"""Then the row is deleted."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""What a browser calls itself, and its name: the first that fits, because most call themselves by others' names too."""

SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def ends_at(made_at: datetime, *, is_staff: bool, is_own_device: bool) -> datetime:
    """When a session ends at the latest."""
    return made_at + (OWN_DEVICE_LASTS if is_own_device and not is_staff else LONGEST)


def has_been_idle_too_long(last_seen_at: datetime, at: datetime) -> bool:
    return at >= last_seen_at + LONGEST_IDLE


def is_to_be_noted(last_seen_at: datetime, at: datetime) -> bool:
    """Whether it is so long ago that somebody was seen that it is written down again."""
    return at >= last_seen_at + SEEN_EVERY


def is_fresh(proved_at: datetime, at: datetime) -> bool:
    """Whether a proof is new enough for what can't be undone."""
    return at < proved_at + PROOF_IS_FRESH


def in_words(user_agent: str) -> str:
    """ "Chrome on Windows", from what a browser says of itself; "A browser" of one that says nothing that we know."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser or 'A browser'} on {system}" if system else browser or "A browser"
