"""The rules of the house, read from the code itself: rooms, imports, words. Each says what it found and where."""

import ast
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.database import Base
from app.rooms import modules as modules_in_rooms
from app.rooms import rooms
from tests.conftest import ROOT
from tests.house import (
    BENEATH,
    KINDS,
    SHARED_BY_A_WING,
    STEP,
    Module,
    application,
    dotted,
    is_above_all,
    kind_of,
    may_know,
    modules,
    of_ours,
    room_of,
    wing_of,
)

OF_THE_ROOM_ALONE = {"routes", "manage", "forms", "pages", "emails", "papers", "cli", "jobs"}
"""What nobody takes from a lower room."""

TAKEN_BY_EVERYBODY = {
    "app.accounts.people.forms_agency",  # an agency is chosen in one way everywhere
    "app.accounts.signing_in.pages",  # who proves their address by booking is signed in as everybody is
}

SHARED_IN_A_WING = {"forms", "pages", "papers"}
"""What a higher room of the same wing may take all the same; from the wing's root, anything."""

MOST_FILES, MOST_LINES_OF_A_ROOM, MOST_LINES = 14, 1400, 320
"""A room is read in ten minutes."""

KNOW_FLASK = {"routes", "manage", "pages", "forms", "cli", "jobs", "emails", "papers", "connection"}

BENEATH_KNOW_FLASK = {
    "app.http.asking",
    "app.core.config",
    "app.core.database",
    "app.core.errors",
    "app.http.headers",
    "app.http.kept_pages",
    "app.http.kept_parts",
    "app.http.own_files",
    "app.core.links",
    "app.core.logs",
    "app.http.searches",
    "app.files.documents",
    "app.files.letters",
    "app.settings.queries",
    "app.web.access",
    "app.web.fields",
    "app.web.formatting",
    "app.web.forms",
    "app.web.frame",
    "app.web.navigation",
    "app.web.paging",
    "app.web.uploads",
}

USE_THE_DATABASE = {"queries", "services"}

BENEATH_USE_THE_DATABASE = {"app.core.changes", "app.core.database", "app.web.paging"}

LOGIC = {"rules", "models", "services", "queries", "emails", "papers"}


# --- Rooms and their files ---


def test_the_list_of_rooms_is_the_tree_of_folders() -> None:
    folders = {dotted(path.parent / "__init__.py") for path in (ROOT / "app").rglob("*.py")} - {"app"}
    assert folders == {f"app.{room}" for room in rooms()}


def test_every_file_is_of_a_kind_that_the_house_knows() -> None:
    """A file of another name would be judged by no rule below."""
    unknown = [
        module.name
        for module in modules()
        if module.room not in {"", *BENEATH}
        and wing_of(module.room) != "demo"
        and module.path.name != "__init__.py"
        and module.kind not in STEP
        and module.path.stem not in SHARED_BY_A_WING.get(module.room, ())
    ]
    assert unknown == []


def test_an_init_holds_a_docstring_and_nothing_else() -> None:
    """Nobody re-exports: a name is written where it is defined and where it is used, nowhere between."""
    found = [
        module.name
        for module in modules()
        if module.path.name == "__init__.py"
        and module.name != "app"
        and not (len(module.tree.body) == 1 and ast.get_docstring(module.tree))
    ]
    assert found == []


def test_a_room_can_be_read_in_ten_minutes() -> None:
    files: dict[str, list[Path]] = defaultdict(list)
    for module in modules():
        if module.path.name != "__init__.py":
            files[module.room or "above all"].append(module.path)
    too_large = {
        room: (len(paths), sum(map(lines_of, paths)))
        for room, paths in files.items()
        if len(paths) > MOST_FILES or sum(map(lines_of, paths)) > MOST_LINES_OF_A_ROOM
    }
    assert too_large == {}


def test_no_file_is_too_long_to_read() -> None:
    """Beyond about 300 lines it is split in its folder by the office's words, or the room is two rooms."""
    found = {module.name: lines for module in modules() if (lines := lines_of(module.path)) > MOST_LINES}
    assert found == {}


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_room_imports_a_higher_one_or_its_neighbour() -> None:
    found = [
        f"{module.where(node)}: {module.room} imports {name}"
        for module in modules()
        if module.room and not module.is_above_all
        for node, name in module.imports()
        if of_ours(name) and not may_know(module.room, room_of(name))
    ]
    assert found == []


def test_no_room_imports_what_stands_above_all() -> None:
    found = [
        f"{module.where(node)}: imports {name}"
        for module in modules()
        if not module.is_above_all
        for node, name in module.imports()
        if is_above_all(name)
    ]
    assert found == []


def test_inside_a_room_arrows_point_down() -> None:
    found = [
        f"{module.where(node)}: {module.kind} imports {kind_of(name)}"
        for module in modules()
        if module.kind in STEP
        for node, name in module.imports()
        if room_of(name) == module.room and STEP.get(kind_of(name), len(KINDS)) < STEP[module.kind]
    ]
    assert found == []


def test_what_a_wing_shares_below_all_kinds_knows_none_of_them() -> None:
    found = [
        f"{module.where(node)}: {module.name} imports {name}"
        for module in modules()
        if module.path.stem in SHARED_BY_A_WING.get(module.room, ())
        for node, name in module.imports()
        if room_of(name) == module.room and STEP.get(kind_of(name), len(KINDS)) < len(KINDS) - 1
    ]
    assert found == []


def test_a_higher_room_never_imports_a_lower_ones_pages_forms_or_emails() -> None:
    found = [
        f"{module.where(node)}: {module.name} imports {name}"
        for module in modules()
        if module.room and not module.is_above_all
        for node, name in module.imports()
        if room_of(name) not in {"", module.room, *BENEATH}
        and is_of_the_room_alone(name, asked_by=module.room)
        and name not in TAKEN_BY_EVERYBODY
    ]
    assert found == []


def is_of_the_room_alone(name: str, *, asked_by: str) -> bool:
    kind, wing = kind_of(name), room_of(name).split(".")[0]
    if wing != asked_by.split(".")[0]:
        return kind in OF_THE_ROOM_ALONE
    return "." in room_of(name) and kind in OF_THE_ROOM_ALONE - SHARED_IN_A_WING


def test_a_models_relationships_lead_to_its_own_room_or_a_lower_one() -> None:
    application()  # so that every room's models are known
    found = []
    for mapper in Base.registry.mappers:
        for relationship in mapper.relationships:
            here, there = (room_of(cls.__module__) for cls in (mapper.class_, relationship.mapper.class_))
            if there and (not here or not may_know(here, there)):
                found.append(f"{mapper.class_.__name__}.{relationship.key} leads up to {there}")
    assert found == []


@pytest.mark.lasts_long
def test_the_models_of_any_room_can_be_imported_first() -> None:
    """No file of models leans on another having been imported before it, and mappers find every class by its name."""
    names = [module.name for module in modules() if module.kind == "models"]
    assert {module.__name__ for module in modules_in_rooms("models")} == set(names)
    program = FORKS.replace("NAMES", repr(names))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")


FORKS = """
import os, sys, types, importlib, flask_sqlalchemy, sqlalchemy.orm
app = sys.modules["app"] = types.ModuleType("app")  # app/__init__ would import most of them first
app.__path__ = ["app"]
for name in NAMES:
    if (child := os.fork()) == 0:
        importlib.import_module(name)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(f"{name} can't be imported first")
from app.rooms import modules
modules("models")
sqlalchemy.orm.configure_mappers()
"""
"""One interpreter that knows none of our own files, a child of it for each file of models, and then all of them."""


# --- Words ---


def test_a_class_name_means_one_thing() -> None:
    """String relationships are resolved by class name, and so are readers."""
    defined = [
        (node.name, module.name)
        for module in modules()
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    often = {name for name, times in Counter(name for name, _ in defined).items() if times > 1}
    assert {name: [where for each, where in defined if each == name] for name in often} == {}


GLOSSARY = (
    "suppression",
    "pre_course",
    "post_course",
    "impact",
    "manager",
    "no_show",
    "walk_in",
    "late_cancellation",
    "substitution",
    "waiting_list",
    "hold",
    "throttle",
    "retention",
    "erasure",
    "subject_access",
    "snapshot",
    "kirkpatrick_level",
    "matched_change",
    "return_rate",
    "dietary_needs",
    "access_needs",
    "purchase_order",
    "vat_code",
    "head_count",
    "joining_details",
)
"""The field's words; that of a room to come (transfer) joins it with it."""


@pytest.mark.parametrize("term", GLOSSARY)
def test_somebody_who_greps_for_the_fields_term_finds_its_definition(term: str) -> None:
    """As the name, or whole words of the name, of a function, class, constant, column or file."""
    wanted = f"_{term}_"
    assert any(wanted in f"_{in_words(name)}_" for module in modules() for name in names_defined_in(module)), (
        f"nothing in app/ is named for {term!r}"
    )


def in_words(name: str) -> str:
    """ "MatchedChange" and "matched_change" alike: matched_change."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def names_defined_in(module: Module) -> Iterator[str]:
    yield from module.name.split(".")
    for node in module.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


# --- Who knows what ---


def test_no_import_hides_inside_a_function_or_from_the_interpreter() -> None:
    found = [
        module.where(inside)
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.If | ast.Try)
        for inside in ast.walk(node)
        if isinstance(inside, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_flask_is_known_by_pages_forms_jobs_commands_and_mail_alone() -> None:
    found = [
        f"{module.where(node)}: {module.name} imports {name}"
        for module in modules()
        if not (module.is_above_all or module.kind in KNOW_FLASK or module.name in BENEATH_KNOW_FLASK)
        for node, name in module.imports()
        if name.split(".")[0] == "flask" or name.startswith("flask_")
    ]
    assert found == []


def test_the_database_is_used_by_queries_and_services_alone() -> None:
    found = [
        f"{module.where(node)}: {module.name} uses db.session"
        for module in modules()
        if not (module.is_above_all or module.kind in USE_THE_DATABASE or module.name in BENEATH_USE_THE_DATABASE)
        for node in module.nodes
        if isinstance(node, ast.Attribute)
        and node.attr == "session"
        and isinstance(node.value, ast.Name)
        and node.value.id == "db"
    ]
    assert found == []


def test_routes_never_change_a_record() -> None:
    """A view calls one command; it sets no attribute but a form's, and whether the cookie outlives the browser."""
    found = [
        f"{module.where(target)}: {ast.unparse(target)} is set"
        for module in modules()
        if module.kind in ("routes", "manage", "pages")
        for node in module.nodes
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute)
        and not ast.unparse(target).startswith(("form.", "g."))
        and ast.unparse(target) != "session.permanent"
    ]
    assert found == []


def test_mail_leaves_by_the_post_room_alone() -> None:
    """Flask-Mail is set up with the application, and used in one place."""
    known = {
        "app.notifications.delivery.connection": {"smtplib", "flask_mail"},
        "app.notifications.delivery.jobs": {"smtplib"},
        "app": {"flask_mail"},
    }
    found = [
        f"{module.where(node)}: {module.name} imports {name}"
        for module in modules()
        for node, name in module.imports()
        if name.split(".")[0] in ("smtplib", "flask_mail", "aiosmtplib")
        and name.split(".")[0] not in known.get(module.name, set())
    ]
    assert found == []


@pytest.mark.parametrize(
    ("owner", "called"),
    [("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")],
)
def test_there_is_one_clock(owner: str, called: str) -> None:
    found = [
        module.where(node)
        for module in modules()
        if module.name != "app.core.clock"
        for node in module.nodes
        if isinstance(node, ast.Attribute) and node.attr == called and ast.unparse(node.value).split(".")[-1] == owner
    ]
    assert found == []


def test_rules_and_models_ask_no_clock() -> None:
    """What time it is comes in from outside."""
    found = [
        module.where(node)
        for module in modules()
        if module.kind in LOGIC
        for node in module.nodes
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("clock.now", "clock.today", "now", "today")
    ]
    assert found == []


def test_logic_knows_neither_the_request_nor_who_is_signed_in() -> None:
    found = [
        module.where(node)
        for module in modules()
        if module.kind in LOGIC | {"jobs"}
        for node in module.nodes
        if isinstance(node, ast.Name)
        and node.id in ("request", "current_user", "signed_in_user", "g")
        and isinstance(node.ctx, ast.Load)
        and node.id not in names_bound_in(module)
    ]
    assert found == []


def names_bound_in(module: Module) -> set[str]:
    """Arguments and variables: a `request` of a manager is no web request."""
    bound = set()
    for node in module.nodes:
        if isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
    return bound
