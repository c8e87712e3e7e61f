"""When a backup is due and which are kept; what it says of settings and secrets."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.core.clock import from_london, to_london
from app.operations.backups import rules
from app.operations.backups.refusals import NotABackup
from app.operations.backups.rules_manifest import (
    Manifest,
    Member,
    changed_secrets,
    changed_settings,
    fingerprints,
    lost_keys,
    open_settings,
)
from tests.conftest import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at_night(day: date) -> datetime:
    return from_london(day, rules.NIGHTLY_AT)


# --- When ---

TONIGHT = at_night(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("at", "good_since", "failed_at", "under_way_since", "is_due"),
    [
        (TONIGHT, None, None, None, True),
        (TONIGHT, TONIGHT - DAY, None, None, True),
        (TONIGHT - HOUR, TONIGHT - DAY, None, None, False),  # last night's is there
        (TONIGHT + 9 * HOUR, TONIGHT - DAY, None, None, True),  # a night missed is made up for by day
        (TONIGHT + 9 * HOUR, TONIGHT, None, None, False),
        (TONIGHT + 30 * timedelta(minutes=1), TONIGHT - DAY, TONIGHT, None, False),
        (TONIGHT + HOUR, TONIGHT - DAY, TONIGHT, None, True),
        (TONIGHT + 5 * HOUR, TONIGHT - DAY, None, TONIGHT, False),
        (TONIGHT + 6 * HOUR, TONIGHT - DAY, None, TONIGHT, True),  # its process was ended
    ],
)
def test_a_backup_is_due_once_a_night(  # type: ignore[no-untyped-def]
    at, good_since, failed_at, under_way_since, is_due
) -> None:
    said = rules.is_due(at, good_since=good_since, failed_at=failed_at, under_way_since=under_way_since)
    assert said is is_due


def test_every_day_has_one_night_also_when_clocks_change() -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    instants = [start + number * HOUR / 2 for number in range(2 * 24 * 260)]
    nights = {rules.night_of(instant) for instant in instants}
    assert len({to_london(night).date() for night in nights}) == len(nights) == 261
    assert all(rules.night_of(instant) <= instant < rules.night_of(instant) + 26 * HOUR for instant in instants)


# --- Names ---


def test_a_files_name_tells_when_it_was_made() -> None:
    assert rules.file_name(TONIGHT) == "coursebook-20261123T013000Z.tar.gz"
    assert rules.made_at(rules.file_name(TONIGHT)) == TONIGHT
    twice = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]  # both half past one in London
    assert len({rules.file_name(at) for at in twice}) == 2


@pytest.mark.parametrize(
    "name",
    [
        "accounts.xlsx",
        "coursebook.tar.gz",
        "coursebook-20261123T013000Z.tar.gz.part",
        "old coursebook-20261123T013000Z.tar.gz",
        "coursebook-20261399T013000Z.tar.gz",
        "coursebook-٢0261123T013000Z.tar.gz",
        "coursebook-before-upgrade-20261123T013000Z.tar.gz",
    ],
)
def test_a_file_of_any_other_name_is_not_ours(name: str) -> None:
    assert rules.made_at(name) is None


# --- Which are kept ---


def test_over_two_years_of_nights_seven_days_four_weeks_and_twelve_months_are_kept() -> None:
    days = [date(2025, 1, 1) + number * DAY for number in range(730)]
    there: set[datetime] = set()
    for day in days:
        there = rules.kept(there | {at_night(day)})
        assert at_night(day) in there, "the newest always stays"
        assert len(there) <= rules.DAILY + rules.WEEKLY + rules.MONTHLY
        if day >= days[400]:
            dates = {to_london(at).date() for at in there}
            assert {day - number * DAY for number in range(7)} <= dates
            assert len({one.isocalendar()[:2] for one in dates if one > day - 28 * DAY}) >= 4
            assert len({(one.year, one.month) for one in dates}) == 12
    assert there == rules.kept(map(at_night, days)), "thinned out night by night, or all at once: the same stay"
    assert sorted(to_london(at).date() for at in there)[0] == date(2026, 1, 31)


def test_of_several_on_one_day_the_last_is_kept() -> None:
    several = [TONIGHT + number * HOUR for number in range(5)]
    assert rules.kept(several) == {several[-1]}
    assert rules.kept([]) == set()


def test_nights_without_a_backup_cost_no_older_one() -> None:
    """A scheduler that was off for half a year doesn't throw away what was there before."""
    before = [TONIGHT - number * DAY for number in range(7)]
    later = TONIGHT + 180 * DAY
    assert rules.kept([*before, later]) == {later, *before[:6]}


# --- Settings and secrets ---

GIVEN = {
    "PUBLIC_URL": "https://training.example.org",
    "SECRET_KEY": "the present key",
    "SECRET_KEY_FALLBACKS": "one before, and-another",
    "MAIL_PASSWORD": "hunter2",
    "METRICS_TOKEN": "let me in",
    "DATABASE_URL": "postgresql://app:s3cret@db.example.org/coursebook?sslmode=require&password=again",
    "PORT": None,
}


def a_manifest(given: dict[str, str | None] = GIVEN) -> Manifest:  # type: ignore[assignment]
    salt = "00" * 16
    marks = fingerprints(given, salt=salt)
    return Manifest(NOW, "1.0", "sqlite", "0013", {"user": 3}, {"settings.json": Member("ab", 2)}, salt, marks)


def test_no_secret_is_in_what_a_backup_says() -> None:
    told = str(open_settings(GIVEN)) + a_manifest().as_json().decode()
    for secret in ("present", "before", "another", "hunter2", "let me in", "s3cret", "again"):
        assert secret not in told
    said = open_settings(GIVEN)
    assert said == {
        "PUBLIC_URL": "https://training.example.org",
        "DATABASE_URL": "postgresql://app@db.example.org/coursebook?sslmode=require",
        "PORT": None,
    }


def test_the_same_secrets_are_known_again_and_another_is_not() -> None:
    manifest = Manifest.from_json(a_manifest().as_json())
    assert manifest == a_manifest()
    assert (lost_keys(manifest, GIVEN), changed_secrets(manifest, GIVEN)) == (0, [])
    put_in_front = GIVEN | {
        "SECRET_KEY": "a new one",
        "SECRET_KEY_FALLBACKS": "the, present key one before and-another",
    }
    assert lost_keys(manifest, put_in_front) == 1, "a key with a space in it can’t stand in the list"
    assert lost_keys(manifest, GIVEN | {"SECRET_KEY": "a new one"}) == 1
    assert lost_keys(manifest, {}) == 4
    changed = GIVEN | {"MAIL_PASSWORD": "hunter3", "DATABASE_URL": "postgresql://app:other@db.example.org/coursebook"}
    assert changed_secrets(manifest, changed) == ["DATABASE_URL (its password)", "MAIL_PASSWORD"]


def test_a_setting_that_is_another_is_told_without_its_secret() -> None:
    then, now = open_settings(GIVEN), GIVEN | {"PUBLIC_URL": "https://new.example.org", "MAIL_PASSWORD": "x"}
    assert changed_settings(then, now) == [
        ("PUBLIC_URL", "https://training.example.org", "https://new.example.org"),
    ]


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ('"format": 1', '"format": 2'),
        ('"sqlite"', '"oracle"'),
        ('"user": 3', '"user\\"; DROP TABLE x": 3'),
        ('"user": 3', '"user": "3"'),
        ('+00:00"', '"'),
        ('"rows"', '"lines"'),
        ("{", "["),
    ],
)
def test_a_manifest_that_is_none_is_refused(part: str, other: str) -> None:
    said = a_manifest().as_json().decode()
    assert part in said
    with pytest.raises(NotABackup):
        Manifest.from_json(said.replace(part, other).encode())
