"""The rules of the house for pages: views, templates, and where links lead. Each says what it found and where."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

from app.core.errors import Refusal
from app.rooms import rooms
from tests.conftest import ROOT
from tests.house import (
    BENEATH,
    Module,
    application,
    may_know,
    modules,
    name_of,
    room_of,
    room_of_views,
    templates,
    wing_of,
)

JINJA = Environment(autoescape=True)

ARITHMETIC: dict[type[nodes.Node], str] = {
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Mul: "*",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
    nodes.Mod: "%",
    nodes.Pow: "**",
    nodes.Neg: "-",
}

FILTERS_THAT_RECKON = {"sum", "round", "abs", "int", "float"}

NAMES_WHAT_IS_ABOVE = {
    "app/web/access.py accounts_signing_in.sign_in",  # the gate sends those who aren't signed in there
}


# --- Views ---


def test_every_view_says_who_may_open_it() -> None:
    app = application()
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not getattr(app.view_functions[rule.endpoint], "open_to", None)
    ]
    assert silent == []


def test_a_blueprint_is_named_as_its_room() -> None:
    app = application()
    found = {
        name: blueprint.import_name
        for name, blueprint in app.blueprints.items()
        if name != room_of(blueprint.import_name).replace(".", "_")
    }
    assert found == {}


SHOW_A_REFUSAL_ELSEWHERE = {
    "accounts.single_sign_on.returned": "nobody was signed in there, and no form of ours was sent",
    "accounts.single_sign_on.start": "where the provider can't be asked, a page says why",
    "accounts.staff.join": "a page without a form to mend says why the invitation doesn’t work",
    "accounts.details.prove_by_link": "a page without a form to mend says why the link doesn't work",
    "accounts.signing_in.link": "a page without a form to mend says why the link doesn't work",
    "attendance.check_in._standing": "says why nobody can check in, before anybody tries",
    "booking.places.book_now": "one button has no form: one is made where there is a refusal to show in it",
    "booking.places.confirm": "a page without a form to mend says why the link doesn't work",
    "booking.places.held": "a hold that fell has a page of its own",
    "booking.waiting_list.offer": "a page without a form to mend says why the place can't be had",
    "evaluation.answering.answer": "a questionnaire that is closed has a page of its own",
    "evaluation.answering.answer_as_manager": "a questionnaire that is closed has a page of its own",
    "evaluation.comments.redact": "words that changed meanwhile are read again first",
    "records.erasing._why_not": "says what stands against it, before anybody is asked who wanted it",
    "records.merging._why_not": "says what stands against it, before anybody is asked who wanted it",
    "records.desk._why_not": "says why there is no certificate, before anybody releases it",
}
"""Views that show a refusal in no form, each with its reason."""


def test_a_view_shows_a_refusal_in_its_form() -> None:
    """`with form.refusing():` around the command, and no view catches one by hand but those named."""
    application()  # so that every room's refusals are known
    refusals = names_of(Refusal)
    catching = {
        f"{module.room}.{view.name}"
        for module in modules()
        if module.kind in ("routes", "manage", "pages")
        for view in module.nodes
        if isinstance(view, ast.FunctionDef)
        for node in ast.walk(view)
        if isinstance(node, ast.ExceptHandler) and node.type and ast.unparse(node.type).split(".")[-1] in refusals
    }
    assert catching == SHOW_A_REFUSAL_ELSEWHERE.keys()


def names_of(cls: type) -> set[str]:
    """Its own name, and those of every class under it."""
    return {cls.__name__}.union(*map(names_of, cls.__subclasses__()))


def test_lists_are_paged_in_one_place() -> None:
    found = [
        module.where(node)
        for module in modules()
        if module.name != "app.web.paging"
        for node in module.nodes
        if isinstance(node, ast.Attribute) and node.attr in ("offset", "paginate")
    ]
    assert found == []


def test_what_an_address_asks_for_is_read_in_one_place() -> None:
    """`http/asking.py` makes bounded values of it: a number that no database holds, or a NUL, gets no further."""
    written = re.compile(r"request\.(args|values|query_string|full_path|url)\b")
    texts = templates() | {module.name: module.path.read_text(encoding="utf-8") for module in modules()}
    found = {(name, said) for name, text in texts.items() for said in written.findall(text)}
    assert found - READ_ADDRESSES == set()


READ_ADDRESSES = {
    ("app.http.asking", "args"),
    ("app.http.asking", "values"),
    ("app.http.asking", "full_path"),
    ("app.http.asking", "query_string"),
}


# --- Templates ---


def strings_in(module: Module) -> set[str]:
    return {node.value for node in module.nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_template_that_is_rendered_is_there_and_every_one_that_is_there_is_used() -> None:
    texts = templates()
    asked_for = {
        words
        for module in modules()
        for words in strings_in(module)
        if words.endswith((".html", ".txt", ".typ")) and "/" in words[1:] and " " not in words
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


def test_templates_and_tests_mirror_the_rooms() -> None:
    """A template lies where the files lie that name it: in their room, or at the root of a wing that shares it."""
    known = {room.replace(".", "/") for room in rooms()}
    homeless = {name for name in templates() if home_of(name) not in known | {"layout", "components", "errors"}}
    assert homeless == set()
    folders = {path.parent.relative_to(ROOT / "tests").as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    assert {folder for folder in folders if folder not in known | {".", "journeys", "data", "bench", "faults"}} == set()


def home_of(template: str) -> str:
    return str(Path(template).parent).removesuffix("/email")


def test_templates_do_no_arithmetic() -> None:
    """They place and name what they are given; words are joined by `~`, and `-1` counts from the end."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ARITHMETIC.get(type(node)) or node.name}"  # type: ignore[attr-defined]
        for path in sorted((ROOT / "templates").rglob("*.*"))
        for node in JINJA.parse(path.read_text(encoding="utf-8")).find_all((*ARITHMETIC, nodes.Filter))
        if type(node) in ARITHMETIC
        and not (isinstance(node, nodes.Neg) and isinstance(node.node, nodes.Const))
        or isinstance(node, nodes.Filter)
        and node.name in FILTERS_THAT_RECKON
    ]
    assert found == []


# --- Where links lead ---


def test_every_address_that_is_written_down_leads_to_a_view() -> None:
    views = application().view_functions
    calls = re.compile(r"""url_for\(\s*["']([^"']+)["']""")
    texts = templates() | {module.name: module.path.read_text(encoding="utf-8") for module in modules()}
    written = {(name, endpoint) for name, text in texts.items() for endpoint in calls.findall(text)}
    assert {(name, endpoint) for name, endpoint in written if endpoint not in views} == set()


def test_a_lower_rooms_page_links_upward_only_through_what_is_registered() -> None:
    """By `url_of` and `links_about`, which a higher room's views declare: never by such a view's name.

    The pages of one wing lead to each other as they like.
    """
    found = [
        f"{where}: names {endpoint}"
        for where, room, endpoint in endpoints_named()
        if (above := room_of_views()[endpoint]) and not (room and may_know(wing_of(room), wing_of(above)))
        if f"{where} {endpoint}" not in NAMES_WHAT_IS_ABOVE
    ]
    assert found == []


def test_mail_names_no_address_of_a_higher_room() -> None:
    """What lies above is asked for by `public_url_of`."""
    addresses = application().url_map.bind("")
    found = []
    for module in modules():
        for node in module.nodes:
            if (
                module.room not in {"", *BENEATH}
                and isinstance(node, ast.Call)
                and name_of(node) in ("url", "links.url")
            ):
                path = "".join(part.value if isinstance(part, ast.Constant) else "1" for part in parts_of(node.args[0]))
                room = room_of_views()[addresses.match(path)[0]]
                if not may_know(wing_of(module.room), wing_of(room)):
                    found.append(f"{module.where(node)}: {path} is {room}'s")
    assert found == []


def parts_of(words: ast.expr) -> list[ast.expr]:
    return words.values if isinstance(words, ast.JoinedStr) else [words]


def test_every_page_that_is_asked_for_by_url_of_is_declared_and_every_one_declared_is_asked_for() -> None:
    asked = {what for text in texts_of_pages().values() for what in re.findall(r"""url_of\(["']([^"']+)["']""", text)}
    assert asked == application().extensions["navigation"].pages.keys()


def test_every_list_of_links_about_something_is_drawn_somewhere() -> None:
    drawn = {noun for text in texts_of_pages().values() for noun in re.findall(r"""links_about\("([^"]+)""", text)}
    assert {link.noun for link in application().extensions["navigation"].links} == drawn


def endpoints_named() -> Iterator[tuple[str, str, str]]:
    """Each view that a template or a file of app/ names in a string: where, of which room, and its endpoint."""
    for name, text in texts_of_pages().items():
        path = Path(name)
        if path.parts[1] in ("layout", "errors"):
            continue  # the frame, which leads to the house's front door from everywhere
        room = room_of(".".join(("app", *path.with_suffix("").parts[1:])))
        for endpoint in re.findall(r"""["']([a-z_]+\.[a-z_]+)["']""", text):
            if endpoint in room_of_views():
                yield name, room, endpoint


@cache
def texts_of_pages() -> dict[str, str]:
    """Templates and Python by their path."""
    paths = [*(ROOT / "templates").rglob("*.*"), *(ROOT / "app").rglob("*.py")]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(paths)}
