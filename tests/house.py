"""The house as its own rules read it: each file of app/ with its room and kind, and the texts of its pages."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from flask import Flask

from app import create_app
from app.rooms import FLOORS, WINGS
from tests.conftest import ROOT, settings

FLOOR = {name: floor for floor, names in enumerate(FLOORS) for name in names}

KINDS = [
    {"routes", "manage", "cli", "jobs"},
    {"pages"},
    {"forms"},
    {"fields"},
    {"services", "queries"},
    {"connection"},
    {"emails", "papers", "rules", "models", "refusals"},
]
"""The files of a room by what their names begin with, uppermost first; arrows point down.

`connection` speaks to a server beside ours, `pages` what several pages of a room or wing need.
"""
STEP = {kind: step for step, kinds in enumerate(KINDS) for kind in kinds}

BENEATH = {"engines", "core", "http", "web", "files", "person_names"}
"""What rooms stand on: no rooms themselves, their files have names of their own."""

SHARED_BY_A_WING = {
    "accounts": {"signed_in"},
    "programme": {"periods"},
    "booking": {"states", "delegates"},
    "attendance": {"names"},
    "evaluation": {"stages", "scope", "cutoff", "kinds"},
    "operations": {"version"},
}
"""Files at the root of a wing that are of none of the kinds: below them all, but for the records they speak of."""

ABOVE_ALL = {"app", "app.rooms", "app.letter_examples", "app.schedule", "app.mail_worker", "app.running", "app.serve"}
"""These put the house together, so they may know all of it."""


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


def wing_of(room: str) -> str:
    return room.split(".")[0]


def kind_of(name: str) -> str:
    """ "services" for services.py and for services_letters.py beside it."""
    stem = name.split(".")[-1]
    return stem.split("_")[0] if room_of(name) and name != f"app.{room_of(name)}" else ""


def is_above_all(name: str) -> bool:
    return name in ABOVE_ALL or name.startswith("app.demo")


def may_know(room: str, other: str) -> bool:
    """A room knows what lies below it, in the house and in its wing; a wing's root knows no room of the wing."""
    (wing, *inner), (other_wing, *others) = room.split("."), other.split(".")
    if not other or other == room:
        return True
    if wing != other_wing:
        return FLOOR[other_wing] < FLOOR[wing]
    order = ("", *WINGS[wing])
    return order.index("".join(others)) < order.index("".join(inner))


@cache
def modules() -> tuple[Module, ...]:
    paths = sorted((ROOT / "app").rglob("*.py"))
    return tuple(Module(dotted(path), path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


@cache
def module_names() -> frozenset[str]:
    return frozenset(dotted(path) for path in (ROOT / "app").rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def of_ours(name: str) -> bool:
    return name == "app" or name.startswith("app.")


def calls(module: Module) -> list[ast.Call]:
    return [node for node in module.nodes if isinstance(node, ast.Call)]


def name_of(call: ast.Call) -> str:
    return ast.unparse(call.func)


@cache
def templates() -> dict[str, str]:
    """The text of each by its name."""
    folder = ROOT / "templates"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.*"))
    }


@cache
def application() -> Flask:
    """The application, put together once: nothing here asks its database."""
    return create_app(settings("sqlite://"))


@cache
def room_of_views() -> dict[str, str]:
    """The room of each view by its endpoint."""
    return {endpoint: room_of(view.__module__) for endpoint, view in application().view_functions.items()}
