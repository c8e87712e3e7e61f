"""The rooms of the house, lowest first, and what each brings to the application.

This list is the only one: a room's files are found by their names, so that a new room, page or command is written down
nowhere but here. A room uses the rooms before it, never those after it; `tests/test_house_rules.py` reads the imports.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from flask import Blueprint, Flask
from werkzeug.routing import IntegerConverter, Map

from app.accounts.staff import pages as staff_pages
from app.attendance.registers.pages import registers_to_close
from app.attendance.registers.queries import was_there_throughout
from app.attendance.registers.queries_registers import closed_among
from app.booking import emails as booking_emails
from app.booking.agency_lead.pages import register_closed_registers
from app.booking.eligibility import connection as eligibility
from app.booking.office.queries import letters_of_session
from app.catalogue import pages as catalogue_pages
from app.core import links
from app.elearning.queries import on_show as e_learning_on_show
from app.evaluation.issuing.queries_asking import pre_course_links
from app.letter_examples import EXAMPLES
from app.letters import pages as letters_pages
from app.notifications import pages as outbox_pages
from app.programme.checking.pages import register_closed_days
from app.programme.sessions.pages import register_standings
from app.programme.trainers.pages import sessions_to_train
from app.records.agencies.queries import contacts_for_training
from app.reporting.session_list.queries import standings
from app.single_agency import pages as single_agency_pages
from app.terms.closed_days.queries import closed_days
from app.web import navigation

APP = Path(__file__).parent

FLOORS: tuple[tuple[str, ...], ...] = (
    ("engines",),
    ("core",),
    ("http",),
    ("personal",),
    ("audit",),
    ("settings",),
    ("web", "files"),
    ("person_names",),
    ("notifications",),
    ("accounts",),
    ("programme",),
    ("terms",),
    ("agency_holds",),
    ("booking",),
    ("catalogue", "attendance", "elearning"),
    ("charging", "evaluation", "single_agency"),
    ("records",),
    ("letters",),
    ("operations",),
    ("reporting",),
    ("help",),
    ("demo",),
)
"""Rooms and wings on one floor know nothing of each other."""

WINGS: dict[str, tuple[str, ...]] = {
    "notifications": ("oauth", "pausing", "delivery", "bounces", "sender"),
    "accounts": (
        "people",
        "partnership",
        "public_notices",
        "sessions",
        "throttling",
        "authenticator",
        "signing_in",
        "details",
        "single_sign_on",
        "my_sign_in",
        "staff",
        "setting_up",
    ),
    "programme": (
        *("courses", "learning_weeks", "venues", "checking", "sessions", "trainers", "trainer_requests", "years"),
        "subscriptions",
        "overview",
    ),
    "terms": ("closed_days", "policies", "trying"),
    "booking": (
        "job_roles",
        "eligibility",
        "claims",
        "waiting_list",
        "strangers",
        "places",
        "leaving",
        "transferring",
        "reminding",
        "unnamed_places",
        "office",
        "delegate_lists",
        "several",
        "agency_lead",
        "mine",
        "manage_link",
        "cut_over_file",
        "coming_over",
    ),
    "attendance": (
        "registers",
        "walk_ins",
        "outstanding",
        "head_counts",
        "check_in",
        "paper",
        "teams_reports",
        "past_registers",
    ),
    "charging": ("reasons", "proposals", "bills", "decisions", "figures"),
    "evaluation": (
        "statistics",
        "questionnaires",
        "timing",
        "issuing",
        "answering",
        "knowledge",
        "evidence",
        "flagging",
        "suggesting",
        "comments",
        "results",
        "comparing",
        "settling",
        "publishing",
        "board",
        "exporting",
    ),
    "records": (
        "certificates",
        "elsewhere",
        "training",
        "refreshers",
        "desk",
        "agencies",
        "audit_trail",
        "booking_history",
        "holdings",
        "subject_access",
        "erasing",
        "merging",
        "retention",
    ),
    "operations": ("heartbeats", "backups", "invariants", "restoring", "monitoring"),
    "reporting": (
        "earlier_years",
        "figures",
        "beneath",
        "exporting",
        "list_files",
        "published",
        "reach",
        "agency_figures",
        "costs",
        "needs",
        "single_agency",
        "requirements",
        "drafting",
        "sections",
        "annual_report",
        "board_pack",
        "set_up",
        "cut_over",
        "session_list",
        "today",
    ),
    "demo": ("people", "programme", "bookings", "evaluation", "year_end", "loading"),
}
"""The rooms of a wing, lowest first. What they share lies at the wing's root, below them all."""

NAVIGATION = (
    "Today",
    "Programme",
    "Learning Week",
    "Lunchtime",
    "E-learning",
    "My bookings",
    "My training",
    "People",
    "Sessions I train",
    "Registers",
    "Charges",
    "Bills",
    "Evaluation",
    "What changed",
    "Audit trail",
    "Reports",
    "Outbox",
    "Staff",
    "Settings",
    "My agency",
)
"""The order of the items that the rooms' views declare; each role sees its own."""


def rooms() -> list[str]:
    """Every room as a dotted name below `app`, lowest first, the root of a wing before its rooms."""
    names = [name for floor in FLOORS for name in floor]
    return [room for name in names for room in (name, *(f"{name}.{inner}" for inner in WINGS.get(name, ())))]


def modules(*kinds: str) -> list[ModuleType]:
    """The files of these kinds in every room: "models" is models.py, and models_sessions.py beside it."""
    return [
        import_module(f"app.{room}.{path.stem}")
        for room in rooms()
        for path in sorted(APP.joinpath(*room.split(".")).glob("*.py"))
        if path.stem.split("_")[0] in kinds
    ]


class RecordNumber(IntegerConverter):
    """A record's number in an address; one larger than any database holds is page not found."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=2**31 - 1)


def install(app: Flask) -> None:
    """Every table known, every page under its address, every command on the command line."""
    app.url_map.converters["int"] = RecordNumber
    modules("models")
    blueprints = {page.bp.name: page.bp for page in modules("routes", "manage") if _hangs_pages(page)}
    for blueprint in blueprints.values():
        app.register_blueprint(blueprint)
    register_closed_days(app, closed_days)
    register_standings(app, standings)
    booking_emails.register_pre_course_links(app, pre_course_links)
    eligibility.register_presence(app, was_there_throughout)
    catalogue_pages.register_courses_without_dates(app, e_learning_on_show)
    register_closed_registers(app, closed_among)
    staff_pages.register_duties(app, sessions_to_train)
    staff_pages.register_duties(app, registers_to_close)
    single_agency_pages.register_noted_contacts(app, contacts_for_training)
    outbox_pages.register_letters_of_session(app, letters_of_session)
    letters_pages.register_examples(app, EXAMPLES)
    for commands in modules("cli"):
        commands.install(app)
    navigation.install(app, order=NAVIGATION)
    links.install(app)


def _hangs_pages(module: ModuleType) -> bool:
    return isinstance(getattr(module, "bp", None), Blueprint)
