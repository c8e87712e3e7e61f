"""Every page of the line suits everybody: axe finds nothing, nothing is too small to tap, nothing scrolls sideways."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import User
from app.core.roles import Role
from tests.builders import a_manager, a_user
from tests.data.teams.generate import HEADINGS, tabbed
from tests.journeys.browsing import Devices, NewBrowser, press
from tests.journeys.everything import Addresses, something_of_everything
from tests.journeys.faults import faults
from tests.journeys.live import Site, lifetime_of_data
from tests.journeys.steps import sign_in

A_VISITOR = """
    /  /?q=nothing+like+it  /courses/{course}  /courses/{without_dates}  /sessions/{session}  /sessions/{full}
    /sessions/{to_mark}  {lapsed}  {confirm}  {too_late}  /learning-weeks/{week}  /learning-weeks/{empty_week}
    /sessions/{busy}  {offer}  {unconfirmed}
    /lunchtime  /sessions/{open}  {subscribe}  {stop}  {stopped}
    {reason}  {reason_manager}  {reason_over}
    /certificates  /certificates/{code}  /certificates/{withdrawn_code}  /certificates/none  {certificate}
    {withdrawn_certificate}
    /check-in  {room}  {room_now}  {evaluation_room}
    /terms  {sign_in}  /no-such-page  {before}  {later}  {answered}  /questionnaires/thank-you
"""
A_PRACTITIONER = """
    /sessions/{session}  /sessions/{mine}  /sessions/{session}/book  /bookings  /bookings/{booking}  /bookings/{waiting}
    /training  {room_now}  {evaluation_room}
    /bookings/{withdrawn}  /bookings/{booking}/withdraw  /today  /lunchtime  /subscriptions/to/series-how-to
"""
A_LEAD = """
    /agency  /evaluation/of-my-agency  /agency/training  /agency/training?show=overdue  /sessions/{session}
"""
A_MANAGER = """
    /today  /manage/programme  /manage/courses/{course}  /manage/sessions/{draft}  /manage/sessions/{session}
    /manage/sessions/{busy}/bookings  /manage/sessions/{session}/bookings  /manage/sessions/{session}/change
    /manage/sessions/{session}/edit  /sessions/{draft}  /registers  /registers/{closed}  /registers/{session}
    /charges  /charges/{decided}  /charges/{charge}  /charges/{billed}  /charges?tab=waiting  /charges?tab=not-owed
    /charges/bills  /charges/bills?month=2026-10  /charges/bills/next  /charges/bills/next?month=2026-11
    /charges/bills/{bill}  /charges/vat-codes  /charges/agencies/{billed_agency}  /charges/figures
    /evaluation/questionnaires  /evaluation/questionnaires/{in_use}  /evaluation/questionnaires/{in_use}/preview
    /evaluation/questionnaires/{questionnaire_draft}  /evaluation/questionnaires/{questionnaire_draft}/bank
    /evaluation/questionnaires/{questionnaire_draft}/discard  /evaluation/questionnaires/{of_managers}
    /evaluation/questionnaires/{of_managers}/preview  /evaluation/questionnaires/{asks_nothing}
    /evaluation/questionnaires/{asks_nothing}/preview  /evaluation/questions/{several}  /evaluation/questions/{section}
    /evaluation/courses/{course}/questionnaires  /evaluation/courses/{course}/timing
    /charges/{billed}/take-back  /evaluation  /evaluation/comments  /evaluation/comments?quotes=yes&theme=0
    /evaluation/themes  /evaluation/themes/{theme}/remove  /evaluation/needs  /evaluation/export
    /evaluation?by=agency  /evaluation/sessions/{closed}  /evaluation/results/everything/all  /evaluation/published
    /evaluation/timing  /evaluation/timing/week  /evaluation/courses/{course}/evidence
    /evaluation/evidence/{evidence}/remove
    /evaluation/courses/{course}  /reports  /reports?by=agency
    /evaluation/sessions/{closed}/room  /evaluation/sessions/{closed}/paper  /evaluation/unanswered
    /evaluation/unanswered/sessions/{closed}/after  /evaluation/unanswered/managers
    /charges/{billed}/take-back  /evaluation  /evaluation/courses/{course}  /reports  /reports?by=agency
    /registers/{two_days}  /registers/{two_days}?q=nobody
    /registers/{session}/code  /registers/{on_now}/code
    /outbox  /outbox/{message}  /manage/subscriptions  /manage/programme/copy  /manage/programme?ticked=all
    /manage/trainers/{trainer}  /manage/trainers/{trainer}/edit
    /manage/agencies  /manage/agencies/{agency}/edit  /manage/agencies/{agency}/merge  /manage/sessions/{bespoke}
    /manage/sessions/{bespoke}/rules  /manage/people  /manage/people?q=rosa  /manage/people?q=nobody
    /manage/people/{person}  /manage/terms  /manage/terms/{policy}  /manage/terms/{next_policy}
    /manage/terms/new?preset=4-weeks-half-the-cost-2-weeks-all-of-it
"""
PAGES = [
    (who, address)
    for who, addresses in (
        ("a visitor", A_VISITOR),
        ("a practitioner", A_PRACTITIONER),
        ("a lead", A_LEAD),
        ("a manager", A_MANAGER),
    )
    for address in addresses.split()
]
FORMS = [
    ("a visitor", "/sessions/{session}/book", "Continue"),
    ("a visitor", "/sign-in", "Send me a code"),
    ("a visitor", "/subscriptions/to/series-how-to", "Send me the invitations"),
    ("a visitor", "{hold}", "Confirm my place"),
    ("a visitor", "{after}", "Send my answers"),
    ("a visitor", "{manager}", "Send my answers"),
    ("a practitioner", "{evaluation_room}", "Open my questionnaire"),
    ("a manager", "/evaluation/bookings/{on_paper}/before/paper", "Save these answers"),
    ("a visitor", "/bookings/several?session={session}&session={full}", "Continue"),
    ("a visitor", "{invitation}", "Continue"),
    ("a visitor", "{check_in}", "Check me in"),
    ("a practitioner", "/check-in", "Continue"),
    ("a practitioner", "/bookings/{booking}/colleague", "Pass the place on"),
    ("a lead", "/agency/sessions/{session}", "Book them"),
    ("a manager", "/manage/sessions/{session}/add", "Book the place"),
    ("a manager", "/manage/sessions/{session}/letter", "Preview"),
    ("a manager", "/manage/courses/{course}/materials", "Add the material"),
    ("a manager", "/manage/people/{person}", "Keep the note"),
    ("a manager", "/manage/people/{person}/bookings/{certifiable}/certificate", "Release the certificate"),
    ("a manager", "/registers/{to_mark}/bookings/{came}/instead", "Mark the colleague as attended"),
    ("a manager", "/registers/{open_to_all}/head-count", "Save the count"),
    ("a manager", "/registers/{to_mark}/bookings/{came}/excused", "Mark as excused"),
    ("a manager", "/registers/{closed}/bookings/{absent}/correct", "Correct the register"),
    ("a manager", "/registers/{closed}/bookings/{absent}/instead", "Mark the colleague as attended"),
    ("a manager", "/registers/{closed}/bookings/{walked_in}/remove-after-closing", "Remove from the register"),
    ("a manager", "/registers/{closed}/walk-in", "Add to the register"),
    ("a manager", "/registers/{online}/teams", "Check the report"),
    ("a manager", "/manage/courses/new", "Add the course"),
    ("a manager", "/manage/courses/{course}/sessions/new", "Save as a draft"),
    ("a visitor", "/sessions/{busy}/waiting-list", "Continue"),
    ("a manager", "/manage/sessions/{session}/cancel", "Cancel the session"),
    ("a manager", "/manage/bookings/{waiting}/to-the-front", "Move to the front"),
    ("a manager", "/manage/bookings/{taken}/cancel", "Cancel the booking"),
    ("a manager", "/manage/sessions/{session}/copy", "Add drafts"),
    ("a manager", "/manage/programme/import", "Check the file"),
    ("a manager", "/manage/trainers", "Add"),
    ("a manager", "/manage/learning-weeks/new", "Save"),
    ("a manager", "/manage/agencies/new", "Add the agency"),
    ("a manager", "/manage/agencies/{agency}/merge", "Merge"),
    ("a manager", "/manage/sessions/{uninvited}", "Save whom it is for"),
    ("a manager", "/registers/{to_mark}/walk-in", "Add to the register"),
    ("a manager", "/registers/{to_mark}", "Close the register"),
    ("a visitor", "{reason_manager}", "Send the reason"),
    ("a manager", "/charges/{charge}", "Waive the charge"),
    ("a manager", "/manage/terms/new", "Add this version"),
    ("a manager", "/manage/terms/closed-days", "Add the day"),
    ("a manager", "/manage/terms/try", "See what it gives"),
    ("a manager", "/charges/{charge}", "Keep it with the charge"),
    ("a manager", "/charges/{billed}/write-off", "Write it off"),
    ("a manager", "/charges/{billed}/take-back", "Credit the charge"),
    ("a manager", "/manage/subscriptions", "Add the list"),
    ("a manager", "/evaluation/questionnaires/{questionnaire_draft}/questions/new", "Add the question"),
    ("a manager", "/evaluation/questionnaires/{questionnaire_draft}/sections/new", "Add the section"),
    ("a manager", "/evaluation/comments/{comment}/redact", "Replace it for good"),
    ("a manager", "/evaluation/themes", "Add the theme"),
    ("a manager", "/evaluation/themes/{theme}/merge", "Merge"),
    ("a manager", "/evaluation/courses/{course}/evidence", "Add the evidence"),
]
EMPTY = [
    *(("a visitor", address) for address in ("/", "/learning-week", "/lunchtime", "/terms")),
    ("a practitioner", "/bookings"),
    ("a practitioner", "/training"),
    *(("a manager", address) for address in ("/today", "/manage/programme", "/manage/trainers", "/registers")),
    ("a manager", "/manage/programme/copy"),
    *(("a manager", address) for address in ("/charges", "/manage/terms", "/evaluation", "/reports", "/outbox")),
    *(("a manager", f"/evaluation/{page}") for page in ("comments", "themes", "needs", "export")),
    ("a manager", "/manage/agencies"),
    ("a manager", "/evaluation/questionnaires"),
    ("a manager", "/evaluation/unanswered"),
    ("a manager", "/evaluation/unanswered/managers"),
    ("a manager", "/manage/terms/closed-days"),
    ("a manager", "/manage/terms/try"),
]

Pages = dict[str, Page]


def browsers_of(everybody: dict[str, User], open_browser: NewBrowser) -> Pages:
    pages = {"a visitor": open_browser()}
    for who, user in everybody.items():
        pages[who] = open_browser()
        sign_in(pages[who], user)
    return pages


@pytest.fixture(scope="module")
def everything(site_on_sqlite: Site, devices: Devices) -> Iterator[tuple[Pages, Addresses]]:
    """Everybody at their browsers, and where there is something to see."""
    with lifetime_of_data(site_on_sqlite) as site, devices.lent(site) as open_browser:
        manager, rosa = a_manager(), a_user(name="Rosa Díaz")
        lead = a_user(Role.AGENCY_LEAD, agency=rosa.agency)
        addresses = something_of_everything(manager, rosa)
        people = {"a manager": manager, "a practitioner": rosa, "a lead": lead}
        yield browsers_of(people, open_browser), addresses


@pytest.mark.parametrize(("who", "address"), PAGES)
def test_the_page_suits_everybody(everything: tuple[Pages, Addresses], who: str, address: str):
    pages, addresses = everything
    pages[who].goto(address.format_map(addresses))
    assert not faults(pages[who])


@pytest.mark.parametrize(("who", "address", "button"), FORMS)
def test_the_form_suits_everybody_also_with_its_error_summary(
    everything: tuple[Pages, Addresses], who: str, address: str, button: str
):
    pages, addresses = everything
    page = pages[who]
    page.goto(address.format_map(addresses))
    found = faults(page)
    press(page, button)
    expect(page.get_by_role("alert")).to_be_visible()
    assert not found + faults(page)


def test_the_preview_of_an_import_suits_everybody(everything: tuple[Pages, Addresses]):
    pages, _ = everything
    page = pages["a manager"]
    page.goto("/manage/programme/import")
    rows = "course,date,starts,ends,places,delivery,strand\nTrio,2027-05-31,09:30,12:30,20,virtual,specialist\n"
    page.get_by_label("Programme file").set_input_files(
        {"name": "programme.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    press(page, "Check the file")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check what will be added")
    assert not faults(page)


def test_the_preview_of_a_teams_report_suits_everybody(everything: tuple[Pages, Addresses]):
    pages, addresses = everything
    page = pages["a manager"]
    page.goto(f"/registers/{addresses['online']}/teams")
    a_report = tabbed(
        [HEADINGS, ["Wyn", "22/11/2026, 10:00", "22/11/2026, 12:30", "", "wyn@example.org", "", "Attendee"]]
    )
    page.get_by_label("Attendance report").set_input_files(
        {"name": "report.csv", "mimeType": "text/csv", "buffer": a_report.encode()}
    )
    press(page, "Check the report")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check what will be marked")
    assert not faults(page)
    page.get_by_label("Share of the time").fill("a lot")
    press(page, "Work it out again")
    expect(page.get_by_role("alert")).to_be_visible()
    assert not faults(page)


def test_the_pages_suit_everybody_while_there_is_nothing_in_them(site: Site, new_browser: NewBrowser):
    pages, found = browsers_of({"a manager": a_manager(), "a practitioner": a_user()}, new_browser), []
    for who, address in EMPTY:
        pages[who].goto(address)
        found += faults(pages[who])
    assert not found
