"""Who is signed in, for the pages of every room from here up."""

from app.accounts.models import User
from app.web.access import signed_in_record


def signed_in_user() -> User:
    """The person signed in, for views that only someone signed in can open."""
    user = signed_in_record()
    assert isinstance(user, User)
    return user
