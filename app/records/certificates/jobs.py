"""Certificates that are missing, and those that follow no longer."""

from app.core import clock
from app.records.certificates import services


def issue_certificates() -> str:
    """Issue certificates that are earned, withdraw those that aren't; returns a line for the log, or an empty one."""
    changed = services.issue_certificates(at=clock.now())
    return f"{changed} certificates issued, withdrawn or restored" if changed else ""
