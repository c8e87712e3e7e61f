"""The rules of the house, read from the code itself. Each says what it found and where."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

from app import create_app
from app.core.database import Base
from app.rooms import FLOORS, WINGS, rooms
from app.rooms import modules as modules_in_rooms
from tests.conftest import ROOT, settings

FLOOR = {name: floor for floor, names in enumerate(FLOORS) for name in names}

KINDS = [
    {"routes", "manage", "cli", "jobs"},
    {"pages"},
    {"forms"},
    {"services", "queries", "delivery"},
    {"emails", "papers", "rules", "models", "refusals"},
]
"""The files of a room by what their names begin with, uppermost first; arrows point down.

`delivery` is the post room's service, `pages` what several pages of a room or wing need.
"""
STEP = {kind: step for step, kinds in enumerate(KINDS) for kind in kinds}

BENEATH = {"core", "web", "files"}
"""What rooms stand on: no rooms themselves, their files have names of their own."""

SHARED_BY_A_WING = {
    "programme": {"periods"},
    "booking": {"states"},
    "attendance": {"names"},
    "evaluation": {"stages", "scope", "cutoff"},
}
"""Files at the root of a wing that are of none of the kinds: below them all."""

OF_THE_ROOM_ALONE = {"routes", "manage", "forms", "pages", "emails", "papers", "cli", "jobs"}
"""What nobody takes from a lower room."""

SHARED_IN_A_WING = {"forms", "pages", "papers"}
"""What a higher room of the same wing may take all the same; from the wing's root, anything."""

ABOVE_ALL = {"app", "app.rooms", "app.schedule", "app.serve"}
"""These put the house together, so they may know all of it."""

MOST_FILES, MOST_LINES_OF_A_ROOM, MOST_LINES = 14, 1400, 320
"""A room is read in ten minutes."""

KNOW_FLASK = {"routes", "manage", "pages", "forms", "cli", "jobs", "emails", "papers", "delivery"}
BENEATH_KNOW_FLASK = {
    "app.core.config",
    "app.core.database",
    "app.core.errors",
    "app.core.links",
    "app.files.documents",
    "app.files.letters",
    "app.web.access",
    "app.web.fields",
    "app.web.formatting",
    "app.web.forms",
    "app.web.frame",
    "app.web.health",
    "app.web.uploads",
}
USE_THE_DATABASE = {"queries", "services", "delivery"}
BENEATH_USE_THE_DATABASE = {"app.core.audit", "app.core.database", "app.web.frame", "app.web.health"}

LOGIC = {"rules", "models", "services", "queries", "emails", "papers"}


@dataclass
class Module:
    """One file of app/."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def room(self) -> str:
        return room_of(self.name)

    @property
    def kind(self) -> str:
        return kind_of(self.name)

    @property
    def is_above_all(self) -> bool:
        return is_above_all(self.name)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    def where(self, node: ast.AST) -> str:
        return f"{self.path.relative_to(ROOT)}:{node.lineno}"  # type: ignore[attr-defined]

    def imports(self) -> Iterator[tuple[ast.AST, str]]:
        """Each import with the dotted name of what is imported: `from app.core import clock` is app.core.clock."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((node, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.where(node)}: imports are absolute"
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    yield node, whole if whole in module_names() else str(node.module)


def room_of(name: str) -> str:
    """The room as a dotted name below `app`, a wing's for what lies at its root; empty above them all."""
    parts = name.removeprefix("app.").split(".")
    if parts[0] in WINGS and len(parts) > 1 and parts[1] in WINGS[parts[0]]:
        return f"{parts[0]}.{parts[1]}"
    return parts[0] if parts[0] in FLOOR else ""


def kind_of(name: str) -> str:
    """ "services" for services.py and for services_letters.py beside it."""
    stem = name.split(".")[-1]
    return stem.split("_")[0] if room_of(name) and name != f"app.{room_of(name)}" else ""


def is_above_all(name: str) -> bool:
    return name in ABOVE_ALL or name.startswith("app.demo")


@cache
def module_names() -> frozenset[str]:
    return frozenset(dotted(path) for path in (ROOT / "app").rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> tuple[Module, ...]:
    paths = sorted((ROOT / "app").rglob("*.py"))
    return tuple(Module(dotted(path), path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def of_ours(name: str) -> bool:
    return name == "app" or name.startswith("app.")


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


# --- Rooms and their files ---


def test_the_list_of_rooms_is_the_tree_of_folders() -> None:
    folders = {dotted(path.parent / "__init__.py") for path in (ROOT / "app").rglob("*.py")} - {"app"}
    assert folders == {f"app.{room}" for room in rooms()}


def test_every_file_is_of_a_kind_that_the_house_knows() -> None:
    """A file of another name would be judged by no rule below."""
    unknown = [
        module.name
        for module in modules()
        if module.room not in {"", *BENEATH, "demo"}
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


def test_no_room_imports_a_higher_one_or_its_neighbour() -> None:
    found = [
        f"{module.where(node)}: {module.room} imports {name}"
        for module in modules()
        if module.room and not module.is_above_all
        for node, name in module.imports()
        if of_ours(name) and not may_know(module.room, room_of(name))
    ]
    assert found == []


def may_know(room: str, other: str) -> bool:
    """A room knows what lies below it, in the house and in its wing; a wing's root knows no room of the wing."""
    (wing, *inner), (other_wing, *others) = room.split("."), other.split(".")
    if not other or other == room:
        return True
    if wing != other_wing:
        return FLOOR[other_wing] < FLOOR[wing]
    order = ("", *WINGS[wing])
    return order.index("".join(others)) < order.index("".join(inner))


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
        if room_of(name) not in {"", module.room, *BENEATH} and is_of_the_room_alone(name, asked_by=module.room)
    ]
    assert found == []


def is_of_the_room_alone(name: str, *, asked_by: str) -> bool:
    kind, wing = kind_of(name), room_of(name).split(".")[0]
    if wing != asked_by.split(".")[0]:
        return kind in OF_THE_ROOM_ALONE
    return "." in room_of(name) and kind in OF_THE_ROOM_ALONE - SHARED_IN_A_WING


def test_a_models_relationships_lead_to_its_own_room_or_a_lower_one() -> None:
    create_app(settings("sqlite://"))  # so that every room's models are known
    found = []
    for mapper in Base.registry.mappers:
        for relationship in mapper.relationships:
            here, there = (room_of(cls.__module__) for cls in (mapper.class_, relationship.mapper.class_))
            if there and (not here or not may_know(here, there)):
                found.append(f"{mapper.class_.__name__}.{relationship.key} leads up to {there}")
    assert found == []


def test_the_models_of_any_room_can_be_imported_first() -> None:
    """No file of models leans on another having been imported before it, and mappers find every class by its name."""
    names = [module.name for module in modules() if module.kind == "models"]
    assert {module.__name__ for module in modules_in_rooms("models")} == set(names)
    program = FORKS.replace("NAMES", repr(names))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")


FORKS = """
import os, sys, importlib, flask_sqlalchemy, sqlalchemy.orm
for name in NAMES:
    if (child := os.fork()) == 0:
        importlib.import_module(name)
        from app.rooms import modules
        modules("models")
        sqlalchemy.orm.configure_mappers()
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(f"{name} can't be imported first")
"""
"""One interpreter that knows none of our own files, and a child of it for each file of models."""


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


# --- Who knows what ---


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
    """A view calls one command; it sets no attribute but a form's."""
    found = [
        f"{module.where(target)}: {ast.unparse(target)} is set"
        for module in modules()
        if module.kind in ("routes", "manage", "pages")
        for node in module.nodes
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and not ast.unparse(target).startswith("form.")
    ]
    assert found == []


def test_mail_leaves_by_the_post_room_alone() -> None:
    """Flask-Mail is set up with the application, and used in one place."""
    known = {"app.notifications.delivery": {"smtplib", "flask_mail"}, "app": {"flask_mail"}}
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


# --- Views, templates and tests ---


def test_every_view_says_who_may_open_it() -> None:
    app = create_app(settings("sqlite://"))
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not getattr(app.view_functions[rule.endpoint], "open_to", None)
    ]
    assert silent == []


def test_a_blueprint_is_named_as_its_room() -> None:
    app = create_app(settings("sqlite://"))
    found = {
        name: blueprint.import_name
        for name, blueprint in app.blueprints.items()
        if name != room_of(blueprint.import_name).replace(".", "_") and blueprint.import_name != "app.web.health"
    }
    assert found == {}


def templates() -> dict[str, str]:
    folder = ROOT / "templates"
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.*")}


def strings_in(module: Module) -> set[str]:
    return {node.value for node in module.nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_template_that_is_rendered_is_there_and_every_one_that_is_there_is_used() -> None:
    texts = templates()
    asked_for = {
        words
        for module in modules()
        for words in strings_in(module)
        if words.endswith((".html", ".txt", ".typ")) and "/" in words and " " not in words
    }
    assert asked_for - texts.keys() == set()
    unused = [
        name
        for name in texts
        if name not in asked_for
        and not any(f'"{name}"' in text or f"'{name}'" in text or f'"/{name}"' in text for text in texts.values())
        and not name.startswith(("errors/", "evaluation/issuing/email/"))  # named by a status, and by a stage
    ]
    assert unused == []


def test_every_address_that_is_written_down_leads_to_a_view() -> None:
    views = create_app(settings("sqlite://")).view_functions
    calls = re.compile(r"""url_for\(\s*["']([^"']+)["']""")
    texts = templates() | {module.name: module.path.read_text(encoding="utf-8") for module in modules()}
    written = {(name, endpoint) for name, text in texts.items() for endpoint in calls.findall(text)}
    assert {(name, endpoint) for name, endpoint in written if endpoint not in views} == set()


def test_templates_and_tests_mirror_the_rooms() -> None:
    """A template lies where the files lie that name it: in their room, or at the root of a wing that shares it."""
    known = {room.replace(".", "/") for room in rooms()}
    homeless = {name for name in templates() if home_of(name) not in known | {"layout", "components", "errors"}}
    assert homeless == set()
    folders = {path.parent.relative_to(ROOT / "tests").as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    assert {folder for folder in folders if folder not in known | {".", "journeys", "data"}} == set()


def home_of(template: str) -> str:
    return str(Path(template).parent).removesuffix("/email")
