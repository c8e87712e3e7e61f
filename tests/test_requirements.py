"""What is installed: `make run` gets what running needs, and `make test` the same and its tools."""

import re
from importlib.metadata import packages_distributions

from app.operations.version import version
from tests.conftest import ROOT
from tests.house import modules, of_ours

IMPORTED_BY_NOBODY_OF_OURS = {"psycopg-binary", "gunicorn", "tzdata"}


def pinned(name: str) -> dict[str, str]:
    """Each package with its version, as a file of requirements has it."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9][a-z0-9.-]*)==([^ ;\\]+)", text, re.MULTILINE))


def test_the_tests_run_with_the_versions_that_run_for_real() -> None:
    running, testing = pinned("requirements.txt"), pinned("requirements-dev.txt")
    assert len(running) > 30
    assert running.items() <= testing.items()


def test_the_changelog_tells_of_this_version_and_of_every_migration() -> None:
    """Each version's table of migrations has rows for one (0015) or several (0012–0014)."""
    told = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (\S+)", told, re.MULTILINE)
    assert versions[0] == version()
    rows = re.findall(r"^\| (\d{4})(?:–(\d{4}))? \|", told, re.MULTILINE)
    numbers = {number for first, last in rows for number in range(int(first), int(last or first) + 1)}
    there_are = {int(path.name[:4]) for path in (ROOT / "migrations" / "versions").glob("*.py")}
    assert {number for number in there_are if number >= min(numbers)} == numbers


def test_whatever_is_imported_is_installed_for_running() -> None:
    brought_by = packages_distributions()
    imported = {
        name.split(".")[0]
        for module in modules()
        for _, name in module.imports()
        if not of_ours(name) and name.split(".")[0] in brought_by
    }
    assert {"flask", "sqlalchemy", "typst", "psycopg", "prometheus_client"} <= imported
    needed = {re.sub(r"[._]", "-", name.lower()) for each in imported for name in brought_by[each]}
    assert needed - set(pinned("requirements.txt")) == set()
    assert set(pinned("requirements.txt")) >= IMPORTED_BY_NOBODY_OF_OURS


def test_what_only_tests_need_is_not_installed_for_running() -> None:
    of_tests = {"pytest", "playwright", "numpy", "scipy", "statsmodels", "mypy", "ruff", "aiosmtpd", "trustme"}
    assert set(pinned("requirements.txt")) & of_tests == set()
