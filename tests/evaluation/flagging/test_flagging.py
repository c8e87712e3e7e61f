"""Where a text may name somebody. Each rule with what it must find, and with what it must leave alone."""

import pytest
from flask import Flask

from app.booking.states import Outcome
from app.core.roles import Role
from app.demo.evaluation import said as demo
from app.evaluation.flagging.queries import PeopleAround
from app.evaluation.flagging.rules import People, Reason, flags_in, pieces, without_what_is_flagged
from tests.builders import a_booking, a_past_session, a_trainer, a_user

AROUND = People(["Priya Shah", "Will Green", "Grace Okafor", "Tom O’Brien"])


def found(text: str, people: People = AROUND) -> list[tuple[str, Reason]]:
    return [(text[flag.begins : flag.ends], flag.reason) for flag in flags_in(text, people)]


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("Write to a.b+c@mail.example.org please.", "a.b+c@mail.example.org", Reason.EMAIL),
        ("They moved to AB1 2CD.", "AB1 2CD", Reason.POSTCODE),
        ("They moved to ab12cd.", "ab12cd", Reason.POSTCODE),
        ("They live at 12a High Street.", "12a High Street", Reason.ADDRESS),
        ("His DOB is 3/4/14.", "DOB is 3/4/14", Reason.BORN),
        ("She was born in 2011.", "born in 2011", Reason.BORN),
        ("She was born on the 3rd March.", "born on the 3rd March", Reason.BORN),
        ("It was on 12 March 2014.", "12 March 2014", Reason.DATE),
        ("It was on 12.3.2014.", "12.3.2014", Reason.DATE),
        ("It was on March 12th, 2014.", "March 12th, 2014", Reason.DATE),
        ("It was on 2014-03-12.", "2014-03-12", Reason.DATE),
        ("Ring 07700 900123.", "07700 900123", Reason.PHONE),
        ("Ring +44 (0)7700 900 123.", "+44 (0)7700 900 123", Reason.PHONE),
        ("Ring 0113-496-0000 now.", "0113-496-0000", Reason.PHONE),
        ("The case 12345678 is closed.", "12345678", Reason.NUMBER),
        ("NHS 943 476 5919.", "943 476 5919", Reason.NUMBER),
        ("I asked Mrs Stone.", "Stone", Reason.TITLE),
        ("We saw the child, Grey, twice.", "Grey", Reason.RELATION),
        ("The child Autumn said it.", "Autumn", Reason.RELATION),
        ("Now her son jack is safe.", "jack", Reason.RELATION),
        ("My client jaden is safe.", "jaden", Reason.RELATION),
        ("A boy called Sunny told me.", "Sunny", Reason.RELATION),
        ("Her name? The child is called Blessing.", "Blessing", Reason.RELATION),
        ("My manager is Helen.", "Helen", Reason.RELATION),
        ("We met the Brook family.", "Brook", Reason.FAMILY),
        ("I rang, and Summer’s mum cried.", "Summer", Reason.FAMILY),
        ("Jaden told me everything.", "Jaden", Reason.NAME),
        ("So I asked Hope about it.", "Hope", Reason.NAME),
        ("Jack told me everything.", "Jack", Reason.NAME),
        ("Olanrewaju-Smith told me.", "Olanrewaju-Smith", Reason.NAME),
        ("Thanks to OLANREWAJU for it.", "OLANREWAJU", Reason.NAME),
        ("THE CHILD SAID THAT JADEN LEFT", "JADEN", Reason.NAME),
        ("Priya made it clear.", "Priya", Reason.COLLEAGUE),
        ("It was priya who made it clear.", "priya", Reason.COLLEAGUE),
        ("Grace made it clear.", "Grace", Reason.COLLEAGUE),
        ("I think that Will made it clear.", "Will", Reason.COLLEAGUE),
        ("Thanks to O'Brien for it.", "O'Brien", Reason.COLLEAGUE),
    ],
)
def test_a_rule_points_at_what_may_name_somebody(text: str, expected: str, reason: Reason) -> None:
    assert found(text) == [(expected, reason)]


def test_both_names_of_one_person_are_found_however_they_are_written() -> None:
    assert found("will green, and Will Green.") == [
        (name, Reason.COLLEAGUE) for name in ("will", "green", "Will", "Green")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "We follow the Child Protection Plan, and the Family Support Worker rang.",
        "Our Designated Safeguarding Lead rang the LADO, the MASH and the NSPCC.",
        "Working Together 2023 says so on page 45.",
        "On Monday in May I’ll use Teams, and Ofsted comes at Easter.",
        "I hope that it works. Mark my words: Will it? Hope so.",
        "- Better recording\n- Clearer plans\n• Escalate sooner",
        "He said: “Never again.” Then (Perhaps) we did.",
        "WE USED THE TOOL WITH ALL OF THE TEAM",
        "It cost £1,200,000.50, 98.6% of 1,234 people, 30-40 a week, 2026-27.",
        "We record the date of birth of every child, and where they were born.",
        "From 9am to 4:30pm, on 3 December, in room B12.",
        "The mother was asked, and the child said nothing.",
        "I don’t, I’ve, I’d: they’re organised, practised, and multi-agency.",
        "The family was Polish and Muslim.",
        "My child-protection work; the parents’ evening; other people’s children.",
        "Green is the colour. White and black pages, summer and winter.",
    ],
)
def test_what_names_nobody_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("will said it was good", "a name that is a word, in small letters and alone"),
        ("Hope told me.", "a name that is a word and often begins a sentence"),
        ("We met in London.", "a place that is on the list"),
    ],
)
def test_what_the_rules_miss_is_known(text: str, why: str) -> None:
    """docs/names-in-comments.md says so."""
    assert found(text) == [], why


@pytest.mark.parametrize(
    "text", ["We met in Manchester.", "The child recieved help.", "I read Vygotsky.", "It was on 12 March 2026."]
)
def test_rules_err_on_the_side_of_looking(text: str) -> None:
    assert found(text) != []


def test_the_demo_says_one_thing_that_is_flagged() -> None:
    said = [*(words for words, _ in (*demo.CHANGES, *demo.NEEDS)), *demo.SAID_OFTEN]
    flagged = [found(words) for words in said if found(words)]
    assert flagged == [[("Callum", Reason.FAMILY)]]


def test_a_text_is_cut_at_what_is_flagged_and_proposed_without_it() -> None:
    text = "Her son Jack rang Tom O’Brien."
    flags = flags_in(text, AROUND)
    assert "".join(piece.words for piece in pieces(text, flags)) == text
    assert [piece.words for piece in pieces(text, flags) if piece.reason] == ["Jack", "Tom", "O’Brien"]
    assert without_what_is_flagged(text, flags) == "Her son [taken out] rang [taken out]."


def test_the_people_around_are_those_of_the_session_and_the_office(app: Flask) -> None:
    here, there = (
        a_past_session(trainers=[a_trainer("Zola Trainer")]),
        a_past_session(trainers=[a_trainer("Yara Else")]),
    )
    a_booking(here, a_user(name="Xena Practitioner", manager_name="Wanda Manager"), Outcome.ATTENDED)
    a_user(Role.TRAINING_OFFICER, name="Vita Office")
    around = PeopleAround([here.id, there.id])
    text = "Zola, Xena, Wanda, Vita and Yara."
    by_name = dict(found(text, around.of([here.id])))
    assert [name for name, reason in by_name.items() if reason is Reason.COLLEAGUE] == ["Zola", "Xena", "Wanda", "Vita"]
    assert by_name["Yara"] is Reason.NAME
