"""The rules of the house for the log and the outbox: nothing is decided by reading them. Each says what it found."""

import ast
from collections.abc import Iterator

from app.audit.models import Verb
from app.notifications.models import LetterKind
from tests.house import Module, calls, modules, name_of

OUTBOX_AND_LOG = {
    "app.audit.models": {"AuditEntry"},
    "app.audit.queries": {"entries_about"},
    "app.notifications.models": {"Message", "MessageState", "WAITING"},
    "app.notifications.queries": {
        "counts",
        "due_counts",
        "failed_since",
        "latest_messages",
        "left_at",
        "message",
        "messages",
        "messages_to",
        "oldest_due",
    },
}
"""What shows what was sent and who did what."""

SHOW_OUTBOX_OR_LOG = {
    # pages that show the log, or the messages, to a person who reads them
    "app.attendance.registers.queries": {"corrections_of"},
    "app.charging.decisions.queries": {"letters_about", "_charges_named_in", "history"},
    "app.evaluation.issuing.queries_unanswered": {
        "OutstandingQuestionnaire",
        "_not_reached",
        "with_letters",
    },
    "app.records.desk.manage": {"_page"},
    "app.records.audit_trail.queries": {
        "EntryLine",
        "page_of_entries",
        "_streams",
        "_rest",
        "_window",
        "_newest",
        "_with_people",
    },
    "app.records.booking_history.queries": {"HistoryLine", "_deeds", "_letters"},
    "app.reporting.today.manage": {"today"},
    # what it holds about a person, shown to them, erased with them, and forgotten by its date
    "app.audit.rules_people": {"DECLARED", "without_words"},
    # where an entry is written, and where those about somebody who never was go
    "app.audit.services": {"write", "forget_strangers"},
    # whether mail stands still, for whoever runs the house
    "app.operations.monitoring.queries": {"watched", "figures", "_mail_may_wait"},
    "app.mail_worker": {"_hold_back_after_a_long_time_off"},
    "app.operations.monitoring.connection": {"writable"},
    # a check of the outbox itself, which says what is wrong and changes nothing
    "app.booking.places.queries_invariants": {
        "_told_twice",
        "_told_by_no_letter",
        "_told_together",
        "_first_confirmation",
    },
    "app.evaluation.issuing.queries_invariants": {"_without_a_letter"},
    # the demo makes its past up
    "app.demo.sent": {"have_been_sent"},
    # when a letter left is known to the post room alone: charging writes it down on the charge
    "app.charging.reasons.services": {"_left"},
    # a preview shows the letter as it would leave, and takes it back
    "app.booking.office.services_rehearsal": {"_a_letter"},
}
"""Where they may be read, in which functions; nothing there decides anything by them."""

NO_LONGER_WRITTEN: set[Verb] = set()
"""Verbs that stand in old entries alone: they stay, so that those can be read."""

POSTS = {"post", "Post", "mail", "_mail"}

ASKS_FOR_KINDS = {"withdraw_queued", "withdraw_all_queued"}


def test_facts_have_tables_and_nothing_is_decided_by_reading_the_outbox_or_the_log() -> None:
    """Bodies can be purged: what the office decides or the software must remember is a column or a row."""
    found = {
        f"{module.name}: {place} reads {name}"
        for module in modules()
        if not module.room.startswith("notifications") and module.name not in OUTBOX_AND_LOG
        for place, name in reads_of_outbox_and_log(module)
        if place not in SHOW_OUTBOX_OR_LOG.get(module.name, ())
    }
    assert found == set()


def test_what_may_read_the_outbox_or_the_log_does_so() -> None:
    """A name on the list that reads neither any more would allow another."""
    reading = {module.name: {place for place, _ in reads_of_outbox_and_log(module)} for module in modules()}
    assert {name: reading[name] for name in SHOW_OUTBOX_OR_LOG} == SHOW_OUTBOX_OR_LOG


def reads_of_outbox_and_log(module: Module) -> Iterator[tuple[str, str]]:
    """Each use, with the name of the function, class or constant of the module in which it stands."""
    imported, rooms = set(), {}
    for node in module.tree.body:
        for alias in node.names if isinstance(node, ast.ImportFrom) else ():
            if alias.name in OUTBOX_AND_LOG.get(str(node.module), ()):  # type: ignore[attr-defined]
                imported.add(alias.asname or alias.name)
            whole = f"{node.module}.{alias.name}"  # type: ignore[attr-defined]
            if whole in OUTBOX_AND_LOG:
                rooms[alias.asname or alias.name] = OUTBOX_AND_LOG[whole]
    for node in module.tree.body:
        for inside in ast.walk(node):
            if isinstance(inside, ast.Name) and inside.id in imported:
                yield place_of(node), inside.id
            elif isinstance(inside, ast.Attribute) and inside.attr in rooms.get(ast.unparse(inside.value), ()):
                yield place_of(node), inside.attr


def place_of(node: ast.stmt) -> str:
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0])
    return str(getattr(node, "name", ast.unparse(node)))


def test_no_deed_is_written_down_in_words_of_its_own() -> None:
    """But by a Verb, so that one thing has one name."""
    found = [
        f"{module.where(node)}: {ast.unparse(node)}"
        for module in modules()
        for node in calls(module)
        if name_of(node) == "audit.write" and any(is_text(part) for part in (*node.args[:1], keyword(node, "verb")))
    ]
    assert found == []


def test_no_letter_is_posted_or_withdrawn_by_a_kind_in_words_of_its_own() -> None:
    """But by a LetterKind: a message's key is made of it."""
    found = [
        f"{module.where(node)}: {ast.unparse(node)}"
        for module in modules()
        for node in calls(module)
        if name_of(node).split(".")[-1] in POSTS | ASKS_FOR_KINDS
        and any(is_text(keyword(node, name)) for name in ("kind", "kinds"))
    ]
    assert found == []


def test_every_verb_is_written_down_somewhere() -> None:
    written = {
        node.attr
        for module in modules()
        if module.kind == "services" or module.is_above_all
        for node in module.nodes
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Verb"
    }
    assert {verb.name for verb in set(Verb) - NO_LONGER_WRITTEN} == written


def test_every_kind_of_letter_is_posted_somewhere() -> None:
    posted = set()
    for module in modules():
        if module.kind == "services":
            asked_for = {
                inside
                for node in calls(module)
                if name_of(node).split(".")[-1] in ASKS_FOR_KINDS
                for inside in ast.walk(node)
            }
            posted |= {
                node.attr
                for node in module.nodes
                if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "LetterKind" and node not in asked_for
            }
    assert {kind.name for kind in LetterKind} == posted


def keyword(call: ast.Call, name: str) -> ast.AST | None:
    return next((each.value for each in call.keywords if each.arg == name), None)


def is_text(node: ast.AST | None) -> bool:
    """Whether a string stands in it, whole or in part."""
    return node is not None and any(
        isinstance(inside, ast.Constant) and isinstance(inside.value, str) for inside in ast.walk(node)
    )
