"""Which Coursebook this is."""

import tomllib
from functools import cache

from app.core.config import INSTANCE


@cache
def version() -> str:
    """As pyproject.toml has it, and CHANGELOG.md tells what came with it."""
    return str(tomllib.loads((INSTANCE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
