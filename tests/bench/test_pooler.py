"""A short part of `bench.pooler`: what would fail first if a session's state were relied on."""

import os
import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.serving_files import program

pytestmark = pytest.mark.lasts_long

PARTS = (
    "tests/core/test_postgresql_patience.py",
    "tests/booking/places/test_no_overbooking.py::"
    "test_fifty_people_press_book_my_place_at_once_for_twenty_places_and_twenty_get_one",
)
PASSED = 3


def test_through_a_pooler_no_place_is_sold_twice_and_each_wait_has_its_end() -> None:
    program("pgbouncer", "pgbouncer")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "bench.pooler", *PARTS]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(rf"^{PASSED} passed", done.stdout, re.MULTILINE), done.stdout
