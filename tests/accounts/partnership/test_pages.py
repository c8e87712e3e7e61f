"""Settings on pages: what the training manager sets stands everywhere at once, version by version."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.models import Sector
from app.accounts.partnership import rules
from app.accounts.partnership.refusals import NotALogo, UnsafeDrawing
from app.booking.states import Outcome
from app.charging.decisions.forms import WaiveForm
from app.core.roles import Role
from app.files.documents import can_show
from app.programme.models import Series, Strand
from app.programme.models_sessions import CancelReason
from app.records.certificates.emails import withdrawn
from app.reporting.figures import queries as reporting
from app.reporting.figures.rules import By
from app.settings import queries, services
from app.settings.rules_lists import CancelReasons, Sectors, WaiverReasons
from app.settings.rules_partnership import Appearance, PartnershipDetails
from app.settings.rules_programme import ReviewLine
from app.settings.rules_reminders import ReminderTimes
from tests.builders import (
    A_LOGO,
    a_booking,
    a_certificate,
    a_course,
    a_manager,
    a_past_session,
    a_session,
    a_user,
    an_agency,
)
from tests.conftest import NOW
from tests.page import Page, Visitor

SAVE = "Save"
SAVE_THE_LIST = "Save the list"


@pytest.fixture
def manager(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def set_to(group, **values) -> None:
    services.change(group(**values), by=None, at=NOW)


def now(group):
    """As it stands, read anew: a page may have changed it."""
    queries.forget()
    return queries.current(group)


# --- The overview and versions ---


def test_before_anything_is_set_the_versions_say_what_coursebook_brought(manager: Visitor) -> None:
    """Found by wapiti: the page of a group that nobody had changed fell over."""
    for group in rules.GROUPS:
        page = manager.open_page(f"/manage/settings/{group}/versions")
        assert (page.status, len(page.soup.select(".cb-versions > li"))) == (200, 1), group
        assert "As Coursebook brought it In force" in page.words


def test_the_overview_says_what_was_changed_last_when_and_by_whom(visitor: Visitor) -> None:
    somebody = a_user(Role.TRAINING_MANAGER, name="Ada Meadows")
    services.change(ReviewLine(percent=80), by=somebody, at=NOW)
    page = visitor.sign_in(a_manager()).open_page("/manage/settings")
    assert page.words.count("Changed on 23 November 2026 by Ada Meadows.") == 1
    assert page.has_link("Booking terms and charges")
    assert Visitor(visitor.app).sign_in(a_user(Role.TRAINING_OFFICER)).open_page("/manage/settings").status == 403


def test_every_version_says_what_changed_and_can_stand_again(manager: Visitor) -> None:
    for percent in ("80", "90"):
        page = manager.open_page("/manage/settings/review-line").press(SAVE, percent=percent)
        assert page.notice == "Review line: saved, and in force everywhere."
    assert "nothing was changed" in manager.open_page("/manage/settings/review-line").press(SAVE).notice
    page = manager.open_page("/manage/settings/review-line/versions")
    assert "Before: 80 After: 90" in page.words
    assert "Before: 85 After: 80" in page.words
    assert len(page.soup.select(".cb-versions > li")) == 3
    form = page.soup.select(".cb-versions > li")[1].form
    assert form
    page = manager.open_page(form["action"], method="POST", data={"csrf_token": form.input["value"]})
    assert page.notice == "Review line: that version stands again."
    assert now(ReviewLine).percent == 80
    page.press("Back to the default")
    assert now(ReviewLine).percent == 85
    assert len(queries.versions(ReviewLine)) == 4


def test_a_version_of_another_group_is_none_of_this_one(manager: Visitor) -> None:
    set_to(ReviewLine, percent=80)
    version = queries.versions(ReviewLine)[0].id
    token = manager.open_page("/manage/settings/partnership").soup.find(attrs={"name": "csrf_token"})["value"]
    address = f"/manage/settings/partnership/versions/{version}/back"
    assert manager.open_page(address, method="POST", data={"csrf_token": token}).status == 404
    assert manager.open_page("/manage/settings/nothing").status == 404


@pytest.mark.parametrize("percent", ["", "0", "101", "85.5", "-1", "many"])
def test_a_review_line_is_a_whole_percentage(manager: Visitor, percent: str) -> None:
    page = manager.open_page("/manage/settings/review-line").press(SAVE, percent=percent)
    assert len(page.problems) == 1
    assert now(ReviewLine).percent == 85


@pytest.mark.parametrize(("field", "typed"), [("most", "51"), ("days_before", ""), ("reminder_days", "three")])
def test_what_an_agency_can_hold_is_said_in_whole_numbers(manager: Visitor, field: str, typed: str) -> None:
    page = manager.open_page("/manage/settings/held-places").press(SAVE, **{field: typed})
    assert "Enter a whole number" in page.error_beside(field)
    assert "saved" in manager.open_page("/manage/settings/held-places").press(SAVE, most="0").notice


# --- Name and contact ---


def test_name_and_contact_stand_on_every_page_in_mail_and_in_refusals(manager: Visitor) -> None:
    page = manager.open_page("/manage/settings/partnership")
    page.press(
        SAVE, name="Newshire Partnership", telephone="01234 567890", mailbox="Team@Example.org", address="1 High Street"
    )
    page = manager.open_page("/")
    assert page.soup.title.string.endswith("– Newshire Partnership")
    assert "Newshire Partnership" in page.soup.header.text
    assert "01234 567890" in page.soup.footer.text
    assert "team@example.org" in page.soup.footer.text
    assert "Newshire Partnership" in manager.open_page("/calendar/programme.ics").response.text.replace("\r\n ", "")
    queries.forget()
    letter = withdrawn(a_certificate())
    assert letter.text.endswith("Newshire Partnership\nTraining team\n01234 567890\nteam@example.org\n")
    assert "write to us at team@example.org or telephone us on 01234 567890" in letter.text


@pytest.mark.parametrize(
    ("telephone", "mailbox", "told"),
    [
        ("", "", "Look, or telephone us. Telephone the training team. Write or telephone us."),
        ("1", "", "Look, or telephone us on 1. Telephone the training team on 1. Write or telephone us on 1."),
        ("", "a@b.c", "Look, or write to us at a@b.c. Write to the training team at a@b.c. Write to us at a@b.c."),
        (
            *("1", "a@b.c"),
            "Look, or telephone us on 1. Telephone the training team on 1. Write to us at a@b.c or telephone us on 1.",
        ),
    ],
)
def test_whoever_is_asked_to_telephone_is_told_the_number(telephone: str, mailbox: str, told: str) -> None:
    words = "Look, or telephone us. Telephone the training team. Write or telephone us."
    assert PartnershipDetails(telephone=telephone, mailbox=mailbox).told(words) == told


def test_the_environments_name_stands_until_the_page_is_used(app: Flask, visitor: Visitor) -> None:
    assert "Anyshire Safeguarding Children Partnership" in visitor.open_page("/").soup.header.text
    set_to(PartnershipDetails, name="Newshire")
    assert "Anyshire" not in visitor.open_page("/").soup.header.text


# --- Logo and colour ---


def test_a_colour_on_which_the_words_cannot_be_read_is_refused_with_the_ratio(manager: Visitor) -> None:
    page = manager.open_page("/manage/settings/appearance").press(SAVE, header_colour="#FFCC00")
    assert page.problems == [
        "White words on it have a contrast of 1.5 to 1, too little: 4.5 to 1 is needed (WCAG 2.2, level AA). "
        "Choose black words, or another colour."
    ]
    assert now(Appearance) == Appearance()
    page = page.press("Preview the colours", words_on_it="black")
    assert "Black words on it have a contrast of 13.8 to 1, enough." in page.words
    assert now(Appearance) == Appearance()
    page.press(SAVE)
    assert "--cb-header: #ffcc00; --cb-header-ink: #000000" in str(manager.open_page("/").soup.head)


def upload(manager: Visitor, content: bytes, **typed: str) -> Page:
    page = manager.open_page("/manage/settings/appearance")
    return page.press(SAVE, logo=(io.BytesIO(content), "logo.svg"), **typed)


def test_a_logo_is_on_every_page_and_in_pdf_files_and_is_kept_by_browsers(manager: Visitor) -> None:
    assert not upload(manager, A_LOGO, logo_words="A square").problems
    picture = manager.open_page("/").soup.select_one(".cb-top__logo")
    assert picture
    assert picture["alt"] == "A square"
    answer = manager.open_page(picture["src"]).response
    assert (answer.data, answer.mimetype) == (A_LOGO, "image/svg+xml")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert now(Appearance).logo_stored_as in picture["src"]
    manager.open_page("/manage/settings/appearance").press(SAVE, removes_logo="y")
    assert not manager.open_page("/").soup.select(".cb-top__logo")
    assert manager.open_page(picture["src"]).status == 404


def test_what_is_no_safe_picture_is_refused_and_nothing_changes(manager: Visitor) -> None:
    assert upload(manager, b"words").refuses(NotALogo)
    assert upload(manager, A_LOGO.replace(b"<rect", b"<script/><rect")).refuses(UnsafeDrawing)
    assert upload(manager, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x09\x00\x00\x00\x09damaged").refuses(
        NotALogo
    )
    assert now(Appearance) == Appearance()


def test_a_picture_that_no_document_can_show_is_found_out() -> None:
    assert can_show(A_LOGO)
    assert not can_show(b"\x89PNG\r\n\x1a\n damaged")


# --- Lists ---


def press_list(page: Page, **typed: str) -> Page:
    return page.press(SAVE_THE_LIST, **typed)


def test_an_entry_is_added_renamed_retired_and_put_elsewhere(manager: Visitor) -> None:
    page = manager.open_page("/manage/settings/lists/sectors")
    page = press_list(page, name_2="NHS", retired_1="y", name_9="housing", place_9="1", place_0="2")
    assert page.notice == "Sectors: saved, and in force everywhere."
    sectors = now(Sectors)
    assert sectors.all[0].key == "housing"
    assert (sectors.name_of("health"), sectors.label_of_entry("health")) == ("NHS", "NHS")
    offered = manager.open_page("/manage/agencies/new").soup.select("[name=sector]")
    assert [each["value"] for each in offered][:3] == ["housing", "social care", "health"]
    assert "police" not in [each["value"] for each in offered]
    changed = manager.open_page("/manage/settings/sectors/versions").words
    assert "Before: health After: NHS" in changed
    assert "Before: not there After: housing" in changed
    assert "Before: police After: police, retired" in changed


def test_a_sector_in_use_is_retired_and_not_removed_and_history_keeps_it(manager: Visitor) -> None:
    police = an_agency("Anyshire Police", Sector.POLICE)
    session = a_session(audience=[Sector.JUSTICE])
    page = manager.open_page("/manage/settings/lists/sectors")
    refused = press_list(page, name_1="")
    assert refused.problems == [
        "“police” is in use, so it can’t be removed. Retire it: then nobody can choose it any more."
    ]
    assert "“justice” is in use" in press_list(page, name_6="").problems[0]
    assert not press_list(page, name_3="").problems
    assert now(Sectors).entry("education") is None
    page = manager.open_page("/manage/settings/lists/sectors")
    press_list(page, retired_1="y", name_1="police forces")
    assert "Police forces" in manager.open_page("/manage/agencies").words
    form = manager.open_page(f"/manage/agencies/{police.id}/edit")
    assert form.soup.select_one("[name=sector][value=police]")
    assert "For people who work in justice." in manager.open_page(f"/sessions/{session.id}").words


def test_going_back_keeps_what_records_hold(app: Flask, manager: Visitor) -> None:
    press_list(manager.open_page("/manage/settings/lists/sectors"), name_9="housing")
    queries.forget()
    an_agency("Anyshire Homes", "housing")
    manager.open_page("/manage/settings/sectors/versions").press("Back to the default")
    kept = now(Sectors).entry("housing")
    assert (kept.name, kept.is_retired) == ("housing", True)


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"name_1": "health"}, "“health” is there twice: give each sector a name of its own"),
        ({"name_8": ""}, "“other” is needed: you can rename it, and no more"),
    ],
)
def test_a_list_keeps_its_rules(manager: Visitor, typed: dict[str, str], complaint: str) -> None:
    page = press_list(manager.open_page("/manage/settings/lists/sectors"), **typed)
    assert complaint in page.problems
    assert now(Sectors) == Sectors()


def test_a_list_that_somebody_else_changed_meanwhile_is_looked_at_anew(manager: Visitor) -> None:
    page = manager.open_page("/manage/settings/lists/sectors")
    press_list(manager.open_page("/manage/settings/lists/sectors"), name_9="housing", place_9="1")
    refused = press_list(page, name_0="social work")
    assert refused.problems == ["Somebody else has just changed this list. This is how it stands now."]
    assert now(Sectors).name_of("social care") == "social care"


def test_an_added_name_never_takes_the_key_of_another() -> None:
    renamed = Sectors().holding([*Sectors().all])
    assert renamed.new_key("Health") == "health 2"
    assert len(renamed.new_key("a" * 80)) == 40


def test_reasons_are_offered_as_the_office_keeps_them(app: Flask, manager: Visitor) -> None:
    press_list(manager.open_page("/manage/settings/lists/waiver-reasons"), name_0="illness", name_7="caring duties")
    press_list(manager.open_page("/manage/settings/lists/cancel-reasons"), name_2="snow or flood")
    queries.forget()
    with app.test_request_context():
        offered = [choice.label for choice in WaiveForm(formdata=None).why.choices]
    assert offered[0] == "Illness"
    assert offered[-1] == "Caring duties"
    assert now(CancelReasons).name_of(CancelReason.WEATHER) == "snow or flood"
    page = manager.open_page(f"/manage/sessions/{a_session().id}/cancel")
    assert "Snow or flood" in page.words


def test_figures_group_by_key_and_show_the_name_of_today(app: Flask) -> None:
    for number in range(2):
        a_booking(a_past_session(days_ago=number + 1), a_user(agency=an_agency(sector=Sector.HEALTH)), Outcome.ATTENDED)
    renamed = [replace(each, name="NHS", is_retired=True) if each.key == "health" else each for each in Sectors().all]
    services.change(Sectors().holding(renamed), by=None, at=NOW)
    rows = reporting.report(date(2026, 11, 1), date(2026, 11, 30), By.SECTOR, at=NOW).rows
    assert [(row.name, row.figures.attended) for row in rows] == [("NHS", 2)]


def test_an_import_knows_an_entry_by_its_name_or_its_key() -> None:
    sectors = Sectors().holding([*Sectors().all[:2], *Sectors().all[3:]])
    assert sectors.key_of("Police") == "police"
    assert sectors.key_of("health") is None
    assert WaiverReasons().key_of(" Our  mistake ") == "our mistake"


# --- The programme ---


def test_a_lunchtime_series_has_the_offices_name_introduction_and_time(manager: Visitor) -> None:
    a_session(a_course("Spotlight on sleep", Strand.LUNCHTIME, series=Series.SPOTLIGHT), is_open=True)
    manager.open_page("/manage/settings/lunchtime").press(
        SAVE, spotlight_name="In focus", spotlight_introduction="One thing, closely.", spotlight_when="Tuesdays at noon"
    )
    words = manager.open_page("/lunchtime").words
    for said in ("In focus", "One thing, closely.", "Usually: Tuesdays at noon"):
        assert said in words
    assert "In focus" in manager.open_page("/subscriptions/to/series-spotlight").h1
    assert "Enter the name" in manager.open_page("/manage/settings/lunchtime").press(SAVE, how_to_name="").problems[0]


def test_the_introduction_stands_on_the_first_page(manager: Visitor) -> None:
    manager.open_page("/manage/settings/introduction").press(SAVE, introduction="For us all.\n\nSecond <b>words</b>.")
    leads = [lead.get_text(" ", strip=True) for lead in manager.open_page("/").soup.select(".cb-lead")]
    assert leads[0] == "For us all."
    assert leads[1].startswith("Second <b>words</b>. Book in under a minute")
    manager.open_page("/manage/settings/introduction").press(SAVE, introduction="")
    assert manager.open_page("/").soup.select_one(".cb-lead").text.strip().startswith("Book in under a minute")


def test_the_page_that_cannot_ask_the_database_knows_the_name_last_read(app: Flask, visitor: Visitor) -> None:
    set_to(PartnershipDetails, name="Newshire")
    visitor.open_page("/")
    with app.test_request_context():
        name = app.extensions["partnership"]
        text = app.jinja_env.get_template("errors/500.html").render(trace="", partnership=name)
    assert "Newshire" in text
    assert "config" not in Path(app.template_folder, "errors/500.html").read_text()


# --- When we write before a session ---


@pytest.mark.parametrize(
    ("typed", "field", "complaint"),
    [
        ({"joining_days": "61"}, "joining_days", "Enter a whole number from 2 to 60"),
        ({"joining_days": ""}, "joining_days", "Enter a whole number from 2 to 60"),
        ({"joining_days": "3", "reminder_days": "3"}, "joining_days", "Joining details go out before the reminder"),
        ({"reminder_days": "0"}, "reminder_days", "Enter a whole number from 1 to 30"),
        ({"hour": "24"}, "hour", "Enter a whole number from 0 to 23"),
        ({"week_hour": "noon"}, "week_hour", "Enter a whole number"),
    ],
)
def test_times_that_nobody_could_mean_are_told(
    manager: Visitor, typed: dict[str, str], field: str, complaint: str
) -> None:
    page = manager.open_page("/manage/settings/reminder-times").press(SAVE, **typed)
    assert page.error_beside(field).startswith(complaint)
    assert now(ReminderTimes) == ReminderTimes()
