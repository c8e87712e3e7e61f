"""Verbs in groups, records with the pages that show them, and what an entry keeps in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from app.audit.models import Verb

LONGEST_FACT = 500


class VerbGroup(StrEnum):
    """What can be asked for: deeds of a kind. Every verb is in one of them."""

    SIGNING_IN = "Signing in"
    PEOPLE = "People"
    AGENCIES = "Agencies"
    MAIL = "Mail and subscriptions"
    PROGRAMME = "Programme"
    TERMS = "Booking terms"
    BOOKINGS = "Bookings"
    WAITING_LIST = "Waiting lists"
    REGISTERS = "Registers"
    CHARGES = "Charges and bills"
    EVALUATION = "Evaluation"
    CERTIFICATES = "Certificates"
    EXPORTS = "Exports"
    HOUSE = "Settings and running"


_FIRST_OF_GROUP = {
    Verb.CREATED_ACCOUNT: VerbGroup.PEOPLE,
    Verb.ADDED_AGENCY: VerbGroup.AGENCIES,
    Verb.CHANGED_OWN_DETAILS: VerbGroup.PEOPLE,
    Verb.SENT_MESSAGE_AGAIN: VerbGroup.MAIL,
    Verb.ADDED_COURSE: VerbGroup.PROGRAMME,
    Verb.ADDED_POLICY_VERSION: VerbGroup.TERMS,
    Verb.HELD_PLACE: VerbGroup.BOOKINGS,
    Verb.ASKED_TO_WAIT: VerbGroup.WAITING_LIST,
    Verb.MARKED_BOOKING: VerbGroup.REGISTERS,
    Verb.PROPOSED_CHARGE: VerbGroup.CHARGES,
    Verb.STARTED_QUESTIONNAIRE_DRAFT: VerbGroup.EVALUATION,
    Verb.ASKED_FOR_RETURN: VerbGroup.AGENCIES,
    Verb.WROTE_PERSON_NOTE: VerbGroup.PEOPLE,
    Verb.ISSUED_CERTIFICATE: VerbGroup.CERTIFICATES,
    Verb.EXPORTED_AUDIT_TRAIL: VerbGroup.EXPORTS,
    Verb.CHANGED_SETTINGS: VerbGroup.HOUSE,
}
"""The verbs are written down by subject: each of these begins one, and those after it belong with it."""

_ELSEWHERE = {
    Verb.SIGNED_IN: VerbGroup.SIGNING_IN,
    Verb.RENEWED_CALENDAR_ADDRESS: VerbGroup.PEOPLE,
    Verb.EXPORTED_ANSWERS: VerbGroup.EXPORTS,
}


def _groups() -> Iterator[tuple[Verb, VerbGroup]]:
    group = VerbGroup.HOUSE
    for verb in Verb:
        group = _FIRST_OF_GROUP.get(verb, group)
        yield verb, _ELSEWHERE.get(verb, group)


GROUP_OF: dict[Verb, VerbGroup] = dict(_groups())


def verbs_of(group: VerbGroup) -> list[Verb]:
    return [verb for verb in Verb if GROUP_OF[verb] is group]


class RecordKind(NamedTuple):
    """What a record is called, and the view that shows it with the name of its number; no view where it has none."""

    words: str
    endpoint: str = ""
    number: str = ""


RECORD_KINDS: dict[str, RecordKind] = {
    "AcceptedEvidence": RecordKind("Other evidence"),
    "AddressChange": RecordKind("Change of address"),
    "AddressProof": RecordKind("Proof of address"),
    "Agency": RecordKind("Agency", "records_agencies.show", "agency_id"),
    "AgencyContact": RecordKind("Contact of an agency"),
    "AgencyHold": RecordKind("Held places"),
    "Answer": RecordKind("Answer"),
    "Backup": RecordKind("Backup"),
    "Bill": RecordKind("Bill", "charging_bills.bill", "bill_id"),
    "BillingDetails": RecordKind("Billing details"),
    "Booking": RecordKind("Booking", "records_booking_history.show", "booking_id"),
    "BudgetLine": RecordKind("Budget line"),
    "Certificate": RecordKind("Certificate"),
    "Charge": RecordKind("Charge", "charging_decisions.show", "charge_id"),
    "ClosedDay": RecordKind("Closed day"),
    "Course": RecordKind("Course", "programme_overview.show_course", "course_id"),
    "DemoLoading": RecordKind("Demo"),
    "ELearningCompletion": RecordKind("Completion of e-learning"),
    "Evidence": RecordKind("Evidence of results"),
    "Issued": RecordKind("Questionnaire to answer"),
    "KnowledgeItem": RecordKind("Knowledge item", "evaluation_knowledge.item", "item_id"),
    "LearningWeek": RecordKind("Learning Week"),
    "MailPause": RecordKind("Mail held back"),
    "ManagerRequest": RecordKind("Request to a line manager"),
    "Material": RecordKind("Material"),
    "Message": RecordKind("Message", "notifications.show", "message_id"),
    "PersonNote": RecordKind("Note about a person"),
    "Policy": RecordKind("Version of the booking terms", "terms_policies.show_version", "policy_id"),
    "Questionnaire": RecordKind("Questionnaire"),
    "Register": RecordKind("Register"),
    "SettingsVersion": RecordKind("Settings"),
    "SingleAgencyReturn": RecordKind("Return on single-agency training", "single_agency.show_return", "return_id"),
    "Speaker": RecordKind("Speaker"),
    "StageTiming": RecordKind("Timing of a questionnaire"),
    "Subscription": RecordKind("Subscription"),
    "Theme": RecordKind("Theme"),
    "Trainer": RecordKind("Trainer", "programme_trainers.show_trainer", "trainer_id"),
    "TrainingElsewhere": RecordKind("Training elsewhere"),
    "TrainingSession": RecordKind("Session", "programme_sessions.show_session", "session_id"),
    "UndeliverableAddress": RecordKind("Address that mail comes back from"),
    "Venue": RecordKind("Venue", "programme_venues.show_venue", "venue_id"),
    "User": RecordKind("Person", "records_desk.show", "person_id"),
}


def kind_of(record_type: str) -> RecordKind:
    """One that nobody has named here is called as in the code, in words."""
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in record_type).strip()
    return RECORD_KINDS.get(record_type, RecordKind(words.capitalize()))


@dataclass(frozen=True)
class FactLine:
    """One fact of an entry: its name, and what it was and became, or what was said. Empty for nothing."""

    name: str
    before: str = ""
    after: str = ""
    said: str = ""
    is_change: bool = False

    @property
    def in_words(self) -> str:
        told = f"{self.before or 'nothing'} → {self.after or 'nothing'}" if self.is_change else self.said
        return f"{self.name}: {told}" if self.name else told


def facts_in_words(data: Mapping[str, Any]) -> list[FactLine]:
    """What an entry keeps: what changed, each with what it was before and became, then everything else."""
    before, after = data.get("before"), data.get("after")
    lines: list[FactLine] = []
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        was, became = _mapping(before), _mapping(after)
        names = [*was, *(name for name in became if name not in was)]
        lines += [_change(name, was.get(name), became.get(name)) for name in names]
    elif "before" in data or "after" in data:
        lines.append(_change("", before, after))
    rest = {name: fact for name, fact in data.items() if name not in ("before", "after")}
    return lines + [FactLine(_name(name), said=_value(fact)) for name, fact in rest.items() if _value(fact)]


def _mapping(fact: Any) -> Mapping[str, Any]:
    return fact if isinstance(fact, Mapping) else {}


def _change(name: str, before: Any, after: Any) -> FactLine:
    return FactLine(_name(name), before=_value(before), after=_value(after), is_change=True)


def _name(name: str) -> str:
    words = name.replace("_", " ").replace("email", "e-mail")
    return words[:1].upper() + words[1:]


def _value(fact: Any) -> str:
    """As it is read: lists with commas, a date as a date."""
    if fact is None or fact == "":
        return ""
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    if isinstance(fact, Mapping):
        return _short(", ".join(f"{_name(str(name)).lower()} {_value(each)}" for name, each in fact.items()))
    if isinstance(fact, list | tuple):
        return _short(", ".join(_value(each) for each in fact))
    try:
        return (
            date.fromisoformat(fact).strftime("%-d %B %Y")
            if isinstance(fact, str) and len(fact) == 10
            else _short(str(fact))
        )
    except ValueError:
        return _short(str(fact))


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_FACT else words[: LONGEST_FACT - 1] + "…"
