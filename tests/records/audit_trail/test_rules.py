"""Verbs in groups, and what an entry keeps in words."""

from typing import Any

import pytest

from app.audit.models import Verb
from app.records.audit_trail.rules import GROUP_OF, VerbGroup, facts_in_words, kind_of, verbs_of


def test_every_verb_is_in_one_group_and_no_group_is_empty() -> None:
    assert GROUP_OF.keys() == set(Verb)
    assert sorted(verb for group in VerbGroup for verb in verbs_of(group)) == sorted(Verb)
    assert all(verbs_of(group) for group in VerbGroup)


@pytest.mark.parametrize(
    ("verb", "group"),
    [
        (Verb.SIGNED_IN, VerbGroup.SIGNING_IN),
        (Verb.CREATED_ACCOUNT, VerbGroup.PEOPLE),
        (Verb.MERGED_AGENCY, VerbGroup.AGENCIES),
        (Verb.REMOVED_AGENCY_CONTACT, VerbGroup.AGENCIES),
        (Verb.CORRECTED_PERSON, VerbGroup.PEOPLE),
        (Verb.ENDED_SUBSCRIPTION, VerbGroup.MAIL),
        (Verb.REMOVED_SPEAKER, VerbGroup.PROGRAMME),
        (Verb.REMOVED_CLOSED_DAY, VerbGroup.TERMS),
        (Verb.CHANGED_NEEDS, VerbGroup.BOOKINGS),
        (Verb.RESUMED_OFFERS, VerbGroup.WAITING_LIST),
        (Verb.CORRECTED_REGISTER, VerbGroup.REGISTERS),
        (Verb.PAID_BILL_BACK, VerbGroup.CHARGES),
        (Verb.REMOVED_EVIDENCE_OF_RESULTS, VerbGroup.EVALUATION),
        (Verb.EXPORTED_ANSWERS, VerbGroup.EXPORTS),
        (Verb.WROTE_PERSON_NOTE, VerbGroup.PEOPLE),
        (Verb.RESTORED_CERTIFICATE, VerbGroup.CERTIFICATES),
        (Verb.RESTORED_BACKUP, VerbGroup.HOUSE),
    ],
)
def test_a_verb_is_in_the_group_of_its_subject(verb: Verb, group: VerbGroup) -> None:
    assert GROUP_OF[verb] is group


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, []),
        ({"before": "no-show", "after": "excused", "reason": "Ill."}, ["no-show → excused", "Reason: Ill."]),
        ({"before": None, "after": "attended"}, ["nothing → attended"]),
        (
            {
                "before": {"job_role": "Nurse", "has_no_manager": False},
                "after": {"job_role": "", "has_no_manager": True},
            },
            ["Job role: Nurse → nothing", "Has no manager: no → yes"],
        ),
        ({"before": {"a": 1}, "after": {"b": 2}}, ["A: 1 → nothing", "B: nothing → 2"]),
        ({"on": "2026-12-03", "charges": [4, 5]}, ["On: 3 December 2026", "Charges: 4, 5"]),
        ({"scope": {"year": "2026-27"}}, ["Scope: year 2026-27"]),
        ({"words": "x" * 600}, [f"Words: {'x' * 499}…"]),
        ({"on": "2026-99-99"}, ["On: 2026-99-99"]),
    ],
)
def test_what_an_entry_keeps_in_words(data: dict[str, Any], words: list[str]) -> None:
    assert [line.in_words for line in facts_in_words(data)] == words


def test_a_record_that_nobody_has_named_is_called_as_in_the_code() -> None:
    assert kind_of("WeekDayLetter").words == "Week day letter"
    assert kind_of("TrainingSession").words == "Session"
