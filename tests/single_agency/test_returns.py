"""An agency's return, from the letter to the figures."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Agency
from app.audit.models import Verb
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.notifications.models import MessageState
from app.records.agencies.models import AgencyContact
from app.single_agency import manage, queries, services, services_filling
from app.single_agency.emails import secret_of
from app.single_agency.models import Assurance, ReturnState, SingleAgencyReturn
from app.single_agency.refusals import (
    AlreadyAsked,
    CoursesOnReturn,
    NobodyTicked,
    NothingOnReturn,
    ReturnHasContent,
    ReturnIsSentIn,
    TooManyCourses,
)
from app.single_agency.rules import MOST_COURSES, Contact, ReturnFigures
from tests.builders import a_manager, a_user, an_agency, entries_about, letters_have_left, link_in, mail_to
from tests.conftest import NOW, clock_at
from tests.data.everything import a_return, an_own_course
from tests.page import Page, Visitor

SAM = "sam@example.org"
YEAR = "2025-26"
A_COURSE = {
    "title": "Safeguarding level 2",
    "level": "Level 2",
    "starts_on": "2025-05-06",
    "ends_on": "2026-02-03",
    "times": "4",
    "people": "65",
    "content": "yes",
    "content_words": "Our named nurse checks it against the procedures.",
    "trainer": "partly",
    "trainer_words": "Observed once.",
    "impact": "no",
}
SENDER = {"name": "Sam Example", "job_role": "Named nurse"}


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


@pytest.fixture
def agency(app: Flask) -> Visitor:
    """At the agency: nobody who is signed in."""
    return Visitor(app)


def path_of(of_return: SingleAgencyReturn) -> str:
    return secret_of(of_return).path()


def asked(agency: Agency | None = None, **more: Any) -> SingleAgencyReturn:
    """By the command, with its letter."""
    contact, due_on = Contact("Sam Example", SAM), clock.today() + timedelta(weeks=6)
    details: dict[str, Any] = {"year": YEAR, "due_on": due_on, "by": a_manager(), "at": clock.now()}
    [of_return] = services.ask_agencies([(agency or an_agency(), contact)], **(details | more))
    return of_return


def sent_in(agency: Agency | None = None, **more: Any) -> SingleAgencyReturn:
    of_return = a_return(agency, **more)
    an_own_course(of_return)
    send_in(of_return)
    return of_return


def send_in(of_return: SingleAgencyReturn, *, trained_nobody: bool = False) -> None:
    services_filling.send_in(of_return, **SENDER, trained_nobody=trained_nobody, remarks="", by=None, at=clock.now())


def accepted(agency: Agency | None = None, **more: Any) -> SingleAgencyReturn:
    of_return = sent_in(agency, **more)
    services.accept(of_return, by=a_manager(), at=clock.now())
    return of_return


# Asking


def test_the_office_asks_those_ticked_and_each_gets_a_link(team: Visitor) -> None:
    led, noted, unknown = (an_agency(name) for name in ("Led Trust", "Noted School", "Unknown Charity"))
    a_user(Role.AGENCY_LEAD, agency=led, name="Lea Lead", email="lea@example.org")
    contact = {"name": "Noor", "email": "noor@example.org", "what_for": "Section 11 audit"}
    db.session.add(AgencyContact(agency_id=noted.id, **contact))
    db.session.commit()
    page = team.open_page("/manage/single-agency").click("Ask agencies")
    for words in ("Led Trust: Lea Lead, lea@example.org (agency lead)", "Noted School: Noor, noor@example.org"):
        assert words in page.words
    assert page.has_link("Ask Unknown Charity")
    assert page.press("Ask those ticked").refuses(NobodyTicked)
    done = page.press("Ask those ticked", agencies=[led.id, noted.id], due_on="2027-01-15")
    assert done.notice.startswith("2 agencies are asked.")
    [letter] = mail_to("noor@example.org")
    assert "Friday 15 January 2027" in letter.text
    assert "from 1 April 2025 to 31 March 2026" in letter.text
    assert link_in(letter, "/single-agency/")
    [of_return] = queries.page_of_returns(YEAR, page=1).items[:1]
    assert [entry.verb for entry in entries_about(of_return)] == [Verb.ASKED_FOR_RETURN]
    assert unknown.name not in done.words
    one = team.open_page("/manage/single-agency/ask").click("Ask Unknown Charity")
    assert one.press("Ask them", due_on="2026-11-23").problems == [
        "Enter the name of whom to ask",
        "Enter the address of whom to ask",
        "Enter a day to come",
    ]
    assert one.press("Ask them", name="Uma", email="UMA@example.org").notice.startswith("Unknown Charity is asked.")
    assert mail_to("uma@example.org")


def test_agencies_to_ask_come_a_page_at_a_time_and_move_up_once_some_are_asked(
    team: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manage, "AGENCIES_ON_A_PAGE", 2)
    agencies = [an_agency(f"Trust {number}") for number in range(5)]
    for number, agency in enumerate(agencies[:4]):
        a_user(Role.AGENCY_LEAD, agency=agency, name=f"Lead {number}")
    an_agency("Unknown Charity")
    page = team.open_page("/manage/single-agency/ask")

    def offered(page: Page) -> list[str]:
        return [tick["value"] for tick in page.soup.select("input[name=agencies]")]

    ids = [str(agency.id) for agency in agencies]
    assert offered(page) == ids[:2]
    assert "4 agencies to ask in all, 2 of them here" in page.words
    second = page.click("Next")
    assert offered(second) == ids[2:4]
    again = second.press("Ask those ticked", agencies=[ids[2]], due_on="2026-11-01")
    assert offered(again) == ids[2:4]
    assert [tick["value"] for tick in again.soup.select("input[name=agencies][checked]")] == [ids[2]]
    asked = again.press("Ask those ticked", agencies=[ids[2]], due_on="2027-01-15")
    assert asked.notice.startswith("1 agency is asked.")
    assert offered(asked) == ids[:2]
    rest = asked.press("Ask those ticked", agencies=ids[:2], due_on="2027-01-15")
    assert offered(rest) == [ids[3]]
    assert "in all" not in rest.words
    assert rest.press("Ask those ticked", agencies=[ids[3]], due_on="2027-01-15").h1 != rest.h1


def test_agencies_without_an_address_come_a_page_at_a_time(team: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manage, "AGENCIES_ON_A_PAGE", 1)
    for name in ("AA Trust", "AB Charity"):
        an_agency(name)
    page = team.open_page("/manage/single-agency/ask")
    assert (page.has_link("Ask AA Trust"), page.has_link("Ask AB Charity")) == (True, False)
    assert page.click("Next").has_link("Ask AB Charity")


def test_an_agency_is_asked_for_a_year_once_and_all_are_asked_or_none(app: Flask) -> None:
    before, other = asked().agency, an_agency()
    both = [(each, Contact("Sam", SAM)) for each in (other, before)]
    with pytest.raises(AlreadyAsked):
        services.ask_agencies(both, year=YEAR, due_on=date(2027, 1, 15), by=a_manager(), at=NOW)
    assert queries.return_of(other.id, YEAR) is None
    assert len(mail_to(SAM)) == 1


def test_whoever_was_asked_last_year_is_asked_again(app: Flask) -> None:
    agency = an_agency()
    a_user(Role.AGENCY_LEAD, agency=agency)
    a_return(agency, "2024-25", contact_name="Sam Example", contact_email=SAM)
    [to_ask] = queries.agencies_to_ask(YEAR, noted={agency.id: Contact("Noor", "noor@example.org")})
    assert to_ask.contact
    assert (to_ask.contact.email, to_ask.contact.known_as) == (SAM, "asked for 2024-25")


def test_another_contact_gets_a_new_link_and_the_one_before_works_no_more(team: Visitor, agency: Visitor) -> None:
    of_return = asked()
    before = path_of(of_return)
    page = team.open_page(f"/manage/single-agency/{of_return.id}").click("Ask somebody else")
    assert page.press("Save", name="Kim", email="kim@example.org").notice.startswith("The link goes to kim@example.org")
    assert agency.open_page(before).status == 404
    assert agency.open_page(link_in(mail_to("kim@example.org")[0], "/single-agency/")).status == 200
    assert mail_to(SAM)[0].state is MessageState.WITHDRAWN
    again = team.open_page(f"/manage/single-agency/{of_return.id}").click("Send the link again")
    assert "once more" in again.press("Send it again").notice
    assert len(mail_to("kim@example.org")) == 2


def test_an_agency_that_told_nothing_yet_needs_not_be_asked(team: Visitor, agency: Visitor) -> None:
    of_return = asked()
    link, kept = path_of(of_return), sent_in()
    page = team.open_page(f"/manage/single-agency/{of_return.id}").click("Don’t ask them after all")
    assert page.press("Don’t ask them").notice.startswith("The agency isn’t asked any more.")
    assert agency.open_page(link).status == 404
    with pytest.raises(ReturnHasContent):
        services.take_off(kept, by=a_manager(), at=NOW)


# Filling in


def test_an_agency_fills_its_return_in_by_the_link_without_an_account(team: Visitor, agency: Visitor) -> None:
    of_return = asked(an_agency("Northbridge Trust"))
    page = agency.open_page(link_in(mail_to(SAM)[0], "/single-agency/"))
    assert page.h1 == "What Northbridge Trust trained itself in 2025-26"
    page = page.click("Add a course").press("Add the course", **A_COURSE)
    assert page.notice == "“Safeguarding level 2” is added. Add another, or send the return in."
    assert "Level 2 · 6 May 2025 to 3 February 2026, 4 times · 65 people reached" in page.words
    page = page.click("Change Safeguarding level 2").press("Save the course", people="66")
    assert "66 people reached" in page.words
    other = page.click("Add a course").press("Add the course", **A_COURSE | {"title": "Another", "ends_on": ""})
    page = other.click("Remove Another").press("Remove the course")
    assert "Another" not in page.words.replace(page.notice, "")
    assert page.press("Send the return in").problems == ["Enter your name", "Enter your job role"]
    page = page.press("Send the return in", remarks="More next year.", **SENDER)
    assert page.notice.startswith("Thank you: your return is sent in.")
    assert not page.has_link("Add a course")
    shown = team.open_page("/today").click("Review the returns").click("Northbridge Trust")
    for words in ("Sam Example, Named nurse", "Observed once.", "Partly", "More next year."):
        assert words in shown.words
    [entry] = [each for each in entries_about(of_return) if each.verb is Verb.SENT_IN_RETURN]
    assert entry.actor_id is None


def test_opening_the_link_changes_nothing_and_another_return_isnt_reached_by_it(agency: Visitor) -> None:
    of_return, other = asked(), a_return()
    course = an_own_course(other)
    agency.open_page(path_of(of_return))
    assert of_return.state is ReturnState.ASKED
    assert agency.open_page(f"{path_of(of_return)}/courses/{course.id}").status == 404
    assert agency.open_page(f"/single-agency/{secret_of(of_return).record}-1-{'0' * 32}").status == 404


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"title": ""}, "Enter what the course is called"),
        ({"starts_on": "2025-03-31"}, "Enter a date from 1 April 2025 to 31 March 2026"),
        ({"ends_on": "2026-04-01"}, "Enter a date from 1 April 2025 to 31 March 2026"),
        ({"ends_on": "2025-05-05"}, "The last date is before the first: enter them in order"),
        ({"starts_on": ""}, "Enter when it ran first in this year"),
        ({"times": "0"}, "Enter 1 or more, or remove the course if it didn’t run"),
        ({"people": "0"}, "Enter 1 or more, or remove the course if it reached nobody"),
        ({"people": "many"}, "Enter a whole number"),
        ({"content_words": ""}, "Say how the content is checked, and by whom"),
        ({"trainer_words": ""}, "Say how you know that the trainer is able to"),
        ({"impact": "yes"}, "Say what evidence there is"),
        ({"impact": None}, "Say whether there is evidence of impact"),
    ],
)
def test_a_course_that_cant_be_is_refused_beside_its_field(
    agency: Visitor, typed: dict[str, Any], problem: str
) -> None:
    of_return = a_return()
    page = agency.open_page(f"{path_of(of_return)}/courses/new")
    assert page.press("Add the course", **A_COURSE | typed).problems == [problem]
    assert of_return.courses == []


def test_a_return_has_courses_or_says_that_nobody_was_trained(agency: Visitor) -> None:
    of_return = a_return()
    page = agency.open_page(path_of(of_return))
    assert page.press("Send the return in", **SENDER).refuses(NothingOnReturn)
    an_own_course(of_return)
    page = agency.open_page(path_of(of_return))
    assert page.press("Send the return in", trained_nobody="y", **SENDER).refuses(CoursesOnReturn)
    nothing = a_return()
    page = agency.open_page(path_of(nothing)).press("Send the return in", trained_nobody="y", **SENDER)
    assert "trained nobody itself in this year" in page.words


def test_what_is_sent_in_is_changed_only_after_it_is_taken_back(agency: Visitor) -> None:
    of_return = sent_in()
    with pytest.raises(ReturnIsSentIn):
        services_filling.remove_course(of_return.courses[0])
    page = agency.open_page(path_of(of_return)).click("Take it back").press("Take it back")
    assert page.has_link("Add a course")
    assert of_return.state is ReturnState.ASKED
    assert agency.open_page(f"{path_of(of_return)}/take-back").press("Take it back").problems


def test_a_return_takes_no_more_courses_than_somebody_can_read(app: Flask) -> None:
    of_return = a_return()
    told = services_filling.CourseTold(
        "One", "", date(2025, 5, 6), date(2025, 5, 6), 1, 1, Assurance.NO, "", Assurance.NO, "", Assurance.NO, ""
    )
    for _ in range(MOST_COURSES):
        an_own_course(of_return)
    with pytest.raises(TooManyCourses):
        services_filling.add_course(of_return, told)


def test_the_office_fills_a_return_in_for_an_agency_and_the_log_says_so(team: Visitor) -> None:
    of_return = asked()
    page = team.open_page(f"/manage/single-agency/{of_return.id}").click("Fill it in for them")
    page.press("Send the return in", trained_nobody="y", **SENDER)
    [entry] = [each for each in entries_about(of_return) if each.verb is Verb.SENT_IN_RETURN]
    assert entry.actor_id is not None


# Reviewing


def test_the_office_accepts_or_asks_again_and_the_agency_is_told(team: Visitor, agency: Visitor) -> None:
    of_return = sent_in(an_agency("Northbridge Trust"), contact_email=SAM)
    page = team.open_page(f"/manage/single-agency/{of_return.id}")
    assert page.press("Ask again").problems == ["Say what the agency should add or explain"]
    page = page.press("Ask again", words="Which level is it?", due_on="2027-02-01")
    assert page.notice == "Northbridge Trust is asked again."
    assert "Which level is it?" in mail_to(SAM, "single-agency-asked")[0].text
    page = agency.open_page(path_of(of_return))
    assert "The training team asks: Which level is it?" in page.words
    page.press("Send the return in", **SENDER)
    page = team.open_page(f"/manage/single-agency/{of_return.id}").click("Accept it").press("Accept it")
    assert page.notice == "The return of Northbridge Trust is accepted, and counts."
    assert len(mail_to(SAM, "single-agency-accepted")) == 1
    assert "The training team has accepted this return" in agency.open_page(path_of(of_return)).words
    assert team.open_page(f"/manage/single-agency/{of_return.id}/accept").press("Accept it").problems


# Reminders


def test_a_missing_return_is_reminded_of_by_a_letter_that_arrives_once(app: Flask) -> None:
    missing, told = asked(), sent_in(contact_email="told@example.org")
    letters_have_left()
    for day, letters in ((27, 0), (28, 1), (28, 1), (42, 1), (43, 2), (43, 2), (57, 3), (200, 3)):
        with clock_at(NOW + timedelta(days=day)):
            services.remind_of_returns(at=clock.now())
            services.remind_of_returns(at=clock.now())
        assert len(mail_to(SAM, "single-agency-reminder")) == letters, day
    first, second, _ = mail_to(SAM, "single-agency-reminder")
    assert first.subject == "Soon due: your return on training in 2025-26"
    assert "The return was due on Monday 4 January 2027, and we haven’t got it yet." in second.text
    assert link_in(second, "/single-agency/") == path_of(missing)
    assert mail_to(told.contact_email, "single-agency-reminder") == []


def test_a_reminder_that_waits_isnt_sent_once_the_return_is_in(app: Flask) -> None:
    of_return = asked()
    an_own_course(of_return)
    with clock_at(NOW + timedelta(days=28)):
        services.remind_of_returns(at=clock.now())
        send_in(of_return)
    assert [message.state for message in mail_to(SAM)] == [MessageState.WITHDRAWN, MessageState.WITHDRAWN]


# Figures


def test_accepted_returns_add_up_and_no_others(team: Visitor) -> None:
    old, new = an_agency("Old Trust"), an_agency("New Trust")
    first, second = accepted(old), accepted(new)
    an_own_course(second, "Level 3", people=10, times=3, impact=Assurance.YES, impact_words="An audit.")
    an_own_course(sent_in(), people=1000)
    nobody = a_return()
    send_in(nobody, trained_nobody=True)
    services.accept(nobody, by=a_manager(), at=NOW)
    a_return(due_on=clock.today() - timedelta(days=1))
    in_all = queries.returns_of_year(YEAR, today=clock.today())
    assert (in_all.asked, in_all.accepted, in_all.to_review, in_all.missing, in_all.late) == (5, 3, 1, 1, 1)
    assert in_all.trained_nobody == 1
    assert in_all.figures == ReturnFigures(courses=3, times=5, people=90, content=3, trainer=3, impact=1)
    assert first.courses[0].people + sum(course.people for course in second.courses) == 90
    old.merged_into_id = new.id
    db.session.commit()
    assert queries.figures_by_agency(YEAR) == {new.id: in_all.figures, nobody.agency_id: ReturnFigures()}
    page = team.open_page("/manage/single-agency?year=2025-26&show=accepted")
    assert "3 of 5 1 to review, 1 not sent in, 1 late" in page.words
    rows = csv_of(page.click("Download the courses as CSV"))
    assert [row.split(",")[0] for row in rows] == ["New Trust", "New Trust", "Old Trust"]
    assert team.open_page("/manage/single-agency?year=nonsense&page=9").status == 200


def csv_of(page: Page) -> list[str]:
    assert page.response.mimetype == "text/csv"
    return page.response.data.decode("utf-8-sig").splitlines()[1:]
