"""The serving guide and its files: units systemd takes, settings Coursebook takes, commands that there are."""

import contextlib
import getpass
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.core.config import read_settings
from tests.conftest import ROOT, fresh_database, migrate
from tests.house import application
from tests.servers import Browser, a_web_process, running, wait_until
from tests.serving_files import (
    CODE,
    COMMON,
    SERVICES,
    SERVING,
    command_of,
    entries,
    filled_in_settings,
    moved,
    options_for_connections,
    program,
    text_of,
)

GUIDE = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
UNITS = ("coursebook.target", "coursebook-web.socket", *SERVICES)

# --- Units ---


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units in a folder of their own, starting the programs of this checkout."""
    folder = tmp_path / "units"
    shutil.copytree(SERVING, folder)
    for name in SERVICES:
        (folder / name).write_text(moved(text_of(name), {f"{CODE}/.venv/bin": Path(sys.executable).parent}))
    (folder / COMMON).write_text(moved(text_of(COMMON), {CODE: ROOT}))
    return folder


def analyzed(units: Path, *command: str) -> subprocess.CompletedProcess[str]:
    analyze = program("systemd-analyze", "systemd")
    environment = {"PATH": os.defpath, "SYSTEMD_UNIT_PATH": f"{units}:", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [analyze, *command], cwd=units, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_takes_each_unit_without_a_word(units: Path, unit: str) -> None:
    done = analyzed(units, "verify", "--man=no", f"./{unit}")
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_is_locked_in(units: Path, service: str) -> None:
    """systemd's own judgement, from 0 (safe) to 10."""
    done = analyzed(units, "security", "--offline=true", "--threshold=30", f"./{service}")
    exposure = re.search(rf"Overall exposure level for {service}: ([\d.]+)", done.stdout)
    assert exposure, done.stdout + done.stderr
    assert done.returncode == 0
    assert float(exposure[1]) < 3
    assert f"gives {exposure[1]} of 10" in GUIDE.replace("\n", " ")


def test_the_target_brings_all_units_and_takes_them_along() -> None:
    wanted = dict(entries("coursebook.target"))["Wants"].split()
    assert sorted(wanted) == sorted({*UNITS} - {"coursebook.target"})
    for unit in wanted:
        assert ("PartOf", "coursebook.target") in entries(unit)


def test_as_many_requests_are_under_way_at_once_as_there_are_threads(tmp_path: Path) -> None:
    """Visitors would wait where a worker took in more than its threads can answer, while another has nothing to do."""
    words = command_of("coursebook-web.service")
    workers, threads = (int(words[words.index(option) + 1]) for option in ("--workers", "--threads"))
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "MEETS": str(workers * threads),
        "MEETS_IN": str(tmp_path),
    }
    server = a_web_process(
        environment,
        workers=workers,
        threads=threads,
        options=options_for_connections(),
        application="tests.data.meeting_point:application",
    )
    with server as (address, _), ThreadPoolExecutor(workers * threads) as visitors:
        for meeting in range(5):
            paths = [f"/{meeting}/{visitor}" for visitor in range(workers * threads)]
            statuses = list(visitors.map(lambda path: Browser(address).open_address(path)[0], paths))
            assert statuses == [200] * len(paths)


def test_nothing_that_starts_by_itself_migrates() -> None:
    started = [value for unit in (*UNITS, COMMON) for name, value in entries(unit) if name.startswith("Exec")]
    assert len(started) == len(SERVICES)
    assert [command for command in started if "upgrade" in command or " up" in command] == []


@pytest.mark.parametrize("service", ["coursebook-jobs.service", "coursebook-mail.service"])
@pytest.mark.lasts_long
def test_scheduler_and_mail_worker_start_as_their_units_say_and_end_when_told(service: str, tmp_path: Path) -> None:
    name, *command = command_of(service)
    with fresh_database("sqlite") as database:
        migrate(database)
        env = filled_in_settings(DATABASE_URL=database, UPLOADS=str(tmp_path), BACKUP_TO=str(tmp_path))
        with running(name, *command, environment={"PATH": os.defpath, **env}) as process:
            wait_until(lambda: beats(database), f"{service} is alive", seconds=60)
            process.process.send_signal(signal.SIGTERM)
            assert process.wait(int(dict(entries(service))["TimeoutStopSec"])) == 0, process.said
            assert "Traceback" not in process.said


def beats(database: str) -> bool:
    with contextlib.closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as own:
        return own.execute("SELECT process FROM heartbeat").fetchone() is not None


# --- Settings ---

SET_ELSEWHERE = {
    "PORT",  # gunicorn listens at a socket
    "DEMO",  # of `make run`: production starts empty
    "PROMETHEUS_MULTIPROC_DIR",  # the web server's alone: in its unit
    "COURSEBOOK_CLOCK",  # heard in tests alone
}


def test_the_example_of_settings_is_taken_once_its_blanks_are_filled(tmp_path: Path) -> None:
    found = read_settings(filled_in_settings())
    assert found["ENVIRONMENT"] == "production"
    assert found["TRUSTED_PROXIES"] == 1
    assert found["SESSION_COOKIE_SECURE"]
    assert found["SETTINGS_DEFAULTS"] == {"partnership": {}}


def test_the_example_names_every_setting_and_no_other() -> None:
    known = set(read_settings(filled_in_settings())["SETTINGS_GIVEN"])
    named = re.findall(r"^#?([A-Z_]+)=", text_of("coursebook.env"), re.MULTILINE)
    assert sorted(named) == sorted(known - SET_ELSEWHERE)


def test_the_page_of_settings_names_every_setting() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    known = set(read_settings(filled_in_settings())["SETTINGS_GIVEN"]) - {"COURSEBOOK_CLOCK"}
    assert {name for name in known if f"`{name}`" not in page} == set()


def test_the_folders_of_units_and_settings_are_the_same() -> None:
    settings = filled_in_settings()
    assert settings["BACKUP_TO"] == dict(entries("coursebook-jobs.service"))["ReadWritePaths"].removeprefix("-")
    state = f"/var/lib/{dict(entries(COMMON))['StateDirectory']}/"
    assert settings["UPLOADS"].startswith(state)
    assert settings["DATABASE_URL"].startswith(f"sqlite:///{state}")


# --- The guide ---


def blocks() -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


def commands() -> list[str]:
    """Each command of Coursebook in the guide, in a block or within a line."""
    said = [line for block in blocks() for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", GUIDE)
    found = [re.fullmatch(r"\s*(?:\.venv/bin/flask --app wsgi|coursebook) ([a-z].*)", line) for line in said]
    return [each[1] for each in found if each]


@pytest.mark.parametrize("block", blocks())
def test_the_shell_understands_each_block(block: str) -> None:
    done = subprocess.run(["/bin/sh", "-n"], input=block, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_command_in_the_guide_exists_with_its_options() -> None:
    known = application().cli.commands
    names = set()
    for said in commands():
        name, *rest = said.split()
        assert name in known, said
        options = {option for parameter in known[name].params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= options, said
        names.add(name)
    assert names >= {"upgrade", "create-user", "sign-in-link", "backup", "restore", "check-invariants"}


def test_every_target_of_make_in_the_guide_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^make (\w+)$", "\n".join(blocks()), re.MULTILINE))
    assert targets == {"install"}
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_the_guide_puts_every_file_in_its_place_and_names_no_other() -> None:
    there = {path.relative_to(SERVING).parts[0] for path in SERVING.rglob("*") if path.is_file()}
    named = set(re.findall(r"docs/serving/([\w.-]+)", "\n".join(blocks())))
    linked = set(re.findall(r"\(serving/([\w.-]+)\)", GUIDE))
    by_nginx = set(re.findall(r"try_files /([\w.-]+)", text_of("nginx.conf")))
    assert named | linked | by_nginx == there


def test_every_unit_in_the_guide_exists() -> None:
    named = set(re.findall(r"\bcoursebook(?:-\w+)?\.(?:service|socket|target)\b", GUIDE))
    assert named == set(UNITS)
    of_logs = set(re.findall(r"--unit='?(coursebook-\w+)", GUIDE))
    assert {f"{name}.service" for name in of_logs} <= set(UNITS)


def test_the_command_on_the_server_runs_with_the_settings_of_the_services(tmp_path: Path) -> None:
    """The shell reads the settings file as systemd does, also a name with spaces in it."""
    with fresh_database("sqlite") as database:
        migrate(database)
        settings = tmp_path / "coursebook.env"
        filled_in = filled_in_settings(DATABASE_URL=database).items()
        settings.write_text("".join(f'{name}="{value}"\n' for name, value in filled_in))
        paths = {
            "= coursebook ]": f"= {getpass.getuser()} ]",
            "/etc/coursebook/coursebook.env": settings,
            f"{CODE}/.venv/bin": Path(sys.executable).parent,
            CODE: ROOT,
        }
        script = tmp_path / "coursebook"
        script.write_text(moved(text_of("coursebook"), paths))
        done = subprocess.run(
            ["/bin/sh", str(script), "check-invariants"],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert "All is well" in done.stdout
