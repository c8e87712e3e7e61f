"""The rules of the house, read from the code itself. Each says what it found and where."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

from app import create_app
from app.database import Base
from tests.conftest import ROOT, settings

ROOMS = [
    {"notifications"},
    {"accounts"},
    {"programme"},
    {"terms"},
    {"booking"},
    {"catalogue", "attendance"},
    {"charging", "evaluation"},
    {"records"},
    {"reporting"},
]
"""Lowest first. Those on one floor know nothing of each other."""
FLOOR = {room: floor for floor, rooms in enumerate(ROOMS) for room in rooms}

FILES = [
    {"routes", "manage", "cli", "jobs"},
    {"forms"},
    {"services", "queries", "delivery"},
    {"emails", "papers", "rules", "models"},
]
"""The files of a room, uppermost first; arrows point down. The post room's `delivery` is a service."""
STEP = {file: step for step, files in enumerate(FILES) for file in files}

NO_ROOMS = ("demo", "fields")
"""Packages of the ground floor and of the top."""

OF_THE_ROOM_ALONE = {"routes", "manage", "forms", "emails", "papers", "cli", "jobs"}
"""What no higher room may take from a lower one."""

ABOVE_ALL = {"app", "app.rooms", "app.schedule", "app.serve", "app.demo"}
"""These put the house together, so they may know all of it."""

KNOW_FLASK = {"routes", "manage", "forms", "cli", "jobs", "emails", "papers", "delivery"}
BASE_KNOWS_FLASK = {
    "app.access",
    "app.config",
    "app.database",
    "app.errors",
    "app.fields",  # what forms are made of
    "app.fields.form",
    "app.fields.text",
    "app.formatting",
    "app.health",
    "app.documents",
    "app.letters",
    "app.links",
    "app.pages",
    "app.uploads",
}
USE_THE_DATABASE = {"queries", "services", "delivery"}
BASE_USES_THE_DATABASE = {"app.audit", "app.database", "app.health", "app.pages"}


@dataclass
class Module:
    """One file of app/."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def room(self) -> str | None:
        return room_of(self.name)

    @property
    def file(self) -> str:
        return file_of(self.name)

    @property
    def is_above_all(self) -> bool:
        return is_above_all(self.name)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    def where(self, node: ast.AST) -> str:
        return f"{self.path.relative_to(ROOT)}:{node.lineno}"  # type: ignore[attr-defined]

    def imports(self) -> Iterator[tuple[ast.AST, str]]:
        """Each import with the dotted name of what is imported: `from app import clock` is app.clock."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((node, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.where(node)}: imports are absolute"
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    yield node, whole if whole in module_names() else str(node.module)


def room_of(name: str) -> str | None:
    part = name.split(".")[1] if "." in name else ""
    return part if part in FLOOR else None


def file_of(name: str) -> str:
    """Its file in the room: "services" for all of the package services/ too."""
    parts = name.split(".")
    return parts[2] if room_of(name) and len(parts) > 2 else ""


def is_above_all(name: str) -> bool:
    return name in ABOVE_ALL or name.startswith("app.demo.")


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


# --- Rooms and their files ---


def test_every_room_and_file_is_one_that_the_house_knows() -> None:
    """A room or file of another name would be judged by no rule below."""
    known = {"__init__"} | STEP.keys()
    for folder in (ROOT / "app").iterdir():
        if folder.is_dir() and any(folder.glob("*.py")) and folder.name not in NO_ROOMS:
            assert folder.name in FLOOR, f"app/{folder.name}/ is no room of design.md"
            files = {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
            assert files <= known, f"app/{folder.name}/ has {sorted(files - known)}"


def test_no_room_imports_a_higher_one_or_its_neighbour() -> None:
    found = [
        f"{module.where(node)}: {module.room} imports {name}"
        for module in modules()
        if module.room
        for node, name in module.imports()
        if of_ours(name) and not may_know(module.room, room_of(name))
    ]
    assert found == []


def may_know(room: str, other: str | None) -> bool:
    return other is None or other == room or FLOOR[other] < FLOOR[room]


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
    found = []
    for module in modules():
        for node, name in module.imports():
            is_inside = module.room and room_of(name) == module.room and module.file and file_of(name)
            if is_inside and STEP[file_of(name)] < STEP[module.file]:
                found.append(f"{module.where(node)}: {module.file} imports {file_of(name)}")
    assert found == []


def test_a_higher_room_never_imports_a_lower_ones_pages_forms_or_emails() -> None:
    found = [
        f"{module.where(node)}: {module.name} imports {name}"
        for module in modules()
        if module.room
        for node, name in module.imports()
        if room_of(name) not in (None, module.room) and file_of(name) in OF_THE_ROOM_ALONE
    ]
    assert found == []


def test_the_ground_that_rooms_stand_on_knows_no_room() -> None:
    found = [
        f"{module.where(node)}: {module.name} imports {name}"
        for module in modules()
        if not module.room and not module.is_above_all
        for node, name in module.imports()
        if room_of(name)
    ]
    assert found == []


def test_a_models_relationships_lead_to_its_own_room_or_a_lower_one() -> None:
    create_app(settings("sqlite://"))  # so that every room's models are known
    found = []
    for mapper in Base.registry.mappers:
        for relationship in mapper.relationships:
            here, there = (
                Module(cls.__module__, ROOT, ast.Module()).room for cls in (mapper.class_, relationship.mapper.class_)
            )
            if there and (here is None or not may_know(here, there)):
                found.append(f"{mapper.class_.__name__}.{relationship.key} leads up to {there}")
    assert found == []


# --- Who knows what ---


def test_flask_is_known_by_pages_forms_jobs_commands_and_mail_alone() -> None:
    found = [
        f"{module.where(node)}: {module.name} imports {name}"
        for module in modules()
        if not (module.is_above_all or module.file in KNOW_FLASK or module.name in BASE_KNOWS_FLASK)
        for node, name in module.imports()
        if name.split(".")[0] == "flask" or name.startswith("flask_")
    ]
    assert found == []


def test_the_database_is_used_by_queries_and_services_alone() -> None:
    found = [
        f"{module.where(node)}: {module.name} uses db.session"
        for module in modules()
        if not (module.is_above_all or module.file in USE_THE_DATABASE or module.name in BASE_USES_THE_DATABASE)
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
        if module.file in ("routes", "manage")
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
        if module.name != "app.clock"
        for node in module.nodes
        if isinstance(node, ast.Attribute) and node.attr == called and ast.unparse(node.value).split(".")[-1] == owner
    ]
    assert found == []


def test_rules_and_models_ask_no_clock() -> None:
    """What time it is comes in from outside."""
    found = [
        module.where(node)
        for module in modules()
        if module.file in ("rules", "models", "services", "queries", "emails", "papers")
        for node in module.nodes
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("clock.now", "clock.today", "now", "today")
    ]
    assert found == []


def test_no_import_hides_inside_a_function() -> None:
    found = [
        module.where(inside)
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        for inside in ast.walk(node)
        if isinstance(inside, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_logic_knows_neither_the_request_nor_who_is_signed_in() -> None:
    found = [
        module.where(node)
        for module in modules()
        if module.file in ("rules", "models", "services", "queries", "emails", "papers", "jobs")
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


def test_every_template_that_is_rendered_is_there_and_every_one_that_is_there_is_used() -> None:
    written = {
        node.value
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    folder = ROOT / "templates"
    texts = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.*")}
    asked_for = {words for words in written if words.endswith((".html", ".txt", ".typ")) and "/" in words}
    assert asked_for - texts.keys() == set()
    unused = [
        name
        for name in texts
        if name not in asked_for
        and not any(f'"{name}"' in text or f"'{name}'" in text or f'"/{name}"' in text for text in texts.values())
        and not name.startswith(("errors/", "evaluation/email/"))  # named by a status, and by a stage
    ]
    assert unused == []


def test_a_room_of_templates_or_of_tests_is_a_room_of_the_house() -> None:
    rooms = {path.name for path in (ROOT / "app").iterdir() if path.name in FLOOR}
    assert {path.name for path in (ROOT / "templates").iterdir()} <= rooms | {"layout", "components", "errors"}
    tests = {path.name for path in (ROOT / "tests").iterdir() if (path / "__init__.py").exists()}
    assert tests - {"data", "journeys"} <= rooms


def test_no_file_is_too_long_to_read() -> None:
    """Beyond about 300 lines it becomes a package, split by the office's words."""
    found = {
        module.name: lines
        for module in modules()
        if (lines := len(module.path.read_text(encoding="utf-8").splitlines())) > 350
    }
    assert found == {}
