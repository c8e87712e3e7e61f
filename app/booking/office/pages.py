"""What a preview keeps of what was typed."""

from flask import request


def what_was_sent() -> list[tuple[str, str]]:
    """To be sent again unchanged by the button below a preview; what is empty, too."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "step")]
