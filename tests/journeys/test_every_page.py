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
from tests.words import (
    ADD_THE_AGENCY,
    ADD_THE_CONTACT,
    ADD_THE_COURSE,
    ADD_THE_EVIDENCE,
    ADD_THE_MATERIAL,
    ADD_THE_THEME,
    ADD_THIS_VERSION,
    ADD_TO_THE_REGISTER,
    BOOK_THE_PLACE,
    CANCEL_THE_BOOKING,
    CANCEL_THE_SESSION,
    CHANGE_THE_ADDRESS,
    CHECK_THE_FILE,
    CHECK_THE_REPORT,
    CHECK_WHAT_WILL_BE_ADDED,
    CHECK_WHAT_WILL_BE_MARKED,
    CLOSE_THE_REGISTER,
    CONFIRM_MY_PLACE,
    CORRECT_THE_REGISTER,
    CREDIT_THE_CHARGE,
    DELETE_THOSE_TICKED,
    KEEP_IT_WITH_THE_CHARGE,
    KEEP_THE_NOTE,
    MARK_AS_EXCUSED,
    MARK_THE_COLLEAGUE,
    MOVE_TO_THE_FRONT,
    OPEN_MY_QUESTIONNAIRE,
    PASS_THE_PLACE_ON,
    RELEASE_THE_CERTIFICATE,
    REMOVE_FROM_THE_REGISTER,
    REPLACE_IT_FOR_GOOD,
    SAVE_AS_A_DRAFT,
    SAVE_THE_COUNT,
    SAVE_THESE_ANSWERS,
    SAVE_WHOM_IT_IS_FOR,
    SEE_WHAT_IT_GIVES,
    SEND_ME_A_CODE,
    SEND_ME_THE_INVITATIONS,
    SEND_MY_ANSWERS,
    SEND_THE_CODES,
    SEND_THE_REASON,
    WAIVE_THE_CHARGE,
    WORK_IT_OUT_AGAIN,
)

A_VISITOR = """
    /  /?q=nothing+like+it  /courses/{course}  /courses/{without_dates}  /sessions/{session}  /sessions/{full}
    /sessions/{to_mark}  {lapsed}  {confirm}  {too_late}  /learning-weeks/{week}  /learning-weeks/{empty_week}
    /sessions/{busy}  {offer}  {unconfirmed}  {manage}  {manage}/needs  {manage}/withdraw  {manage_offered}
    /lunchtime  /sessions/{open}  {subscribe}  {stop}  {stopped}
    {reason}  {reason_manager}  {reason_over}  {trainer_request}
    /certificates  /certificates/{code}  /certificates/{withdrawn_code}  /certificates/none  {certificate}
    {withdrawn_certificate}
    /check-in  {room}  {room_now}  {evaluation_room}
    /privacy  /cookies  /accessibility  /contact
    /annual-reports  /annual-reports/{reported}  /annual-reports/{reported}/versions/1
    /terms  {sign_in}  {join}  {set_up}  /no-such-page  {before}  {later}  {answered}  /questionnaires/thank-you
    {what_was_right}  {return}  {return_sent_in}  {return}/courses/{own_course}/remove  {return_sent_in}/take-back
    /e-learning  /e-learning/{e_learning}  /?q=neglcet  /?q=neglect+zebra  /embed  /embed?strand=x
    /help  /help/agency-lead  /help/trainer  /help/finance  /help/training-team  /help/running
"""
A_PRACTITIONER = """
    /sessions/{session}  /sessions/{mine}  /sessions/{mine}/book  /sessions/{session}/book
    /bookings  /bookings/{booking}/new-link  /bookings/{booking}  /bookings/{waiting}
    /training  {room_now}  {evaluation_room}  /account/signed-in  /me/everything  /training/refreshers
    /training/elsewhere/{elsewhere}/remove  /e-learning/{e_learning}
    /bookings/{withdrawn}  /bookings/{booking}/withdraw  /bookings/{booking}/another-date
    /today  /lunchtime  /subscriptions/to/series-how-to
"""
A_LEAD = """
    /agency  /evaluation/of-my-agency  /agency/training  /agency/training?show=overdue  /sessions/{session}
    /agency/figures  /agency/own-training  /agency/training/needed  /agency?show=past  /agency?show=waiting
    /agency/never-attended  /agency/sessions/{full}
"""
A_TRAINER = "/registers  /sessions-to-train"
A_MANAGER = """
  
    /manage/settings/letters  /manage/settings/letters/booking-confirmed  /manage/settings/letters/sign-in
    /manage/settings/letters/booking-confirmed/versions  /manage/settings/reminder-times
    /manage/settings  /manage/settings/partnership  /manage/settings/lunchtime  /manage/settings/lists/sectors
    /today  /today/set-up  /manage/staff  /manage/staff/who-may-do-what  /manage/staff/{person}/disable
    /manage/staff/{person}/role  /sign-in/again
    /manage/programme  /manage/courses/{course}  /manage/sessions/{draft}  /manage/sessions/{session}
    /manage/sessions/{busy}/delegates  /manage/bookings/{booking}  /manage/bookings/{booking}/details
    /manage/sessions  /manage/sessions?show=over  /manage/sessions?show=all&ticked=all
    /manage/sessions/several?do=publish&session={draft}  /manage/sessions/several?do=place&session={session}
    /manage/sessions/several?do=cancel&session={session}&session={draft}
    /manage/sessions/{busy}/bookings  /manage/sessions/{session}/bookings  /manage/sessions/{session}/change
    /manage/sessions/{session}/edit  /sessions/{draft}  /registers  /registers/{closed}  /registers/{session}
    /charges  /charges/{decided}  /charges/{charge}  /charges/{billed}  /charges?tab=waiting  /charges?tab=not-owed
    /charges/bills  /charges/bills?month=2026-10  /charges/bills/next  /charges/bills/next?month=2026-11
    /charges/together  /charges/together/{course}/did%20not%20attend  /manage/settings/bills
    /charges/bills/{bill}  /charges/vat-codes  /charges/agencies/{billed_agency}  /charges/figures
    /evaluation/questionnaires  /evaluation/questionnaires/{in_use}  /evaluation/questionnaires/{in_use}/preview
    /evaluation/questionnaires/{questionnaire_draft}  /evaluation/questionnaires/{questionnaire_draft}/bank
    /evaluation/questionnaires/{questionnaire_draft}/discard  /evaluation/questionnaires/{of_managers}
    /evaluation/questionnaires/{of_managers}/preview  /evaluation/questionnaires/{asks_nothing}
    /evaluation/questionnaires/{asks_nothing}/preview  /evaluation/questions/{several}  /evaluation/questions/{section}
    /evaluation/courses/{course}/questionnaires  /evaluation/courses/{course}/timing  /evaluation/knowledge
    /evaluation/knowledge/{item}  /evaluation/knowledge/{item}/edit  /evaluation/knowledge?retired=yes
    /evaluation/questionnaires/{questionnaire_draft}/knowledge  /evaluation/measured
    /evaluation/measured?course={course}  /evaluation/questionnaires/{questionnaire_draft}/questions/new
    /evaluation/questionnaires/{questionnaire_draft}/preview
    /charges/{billed}/take-back  /evaluation  /evaluation/comments  /evaluation/comments?quotes=yes&theme=0
    /evaluation/comments/queue  /evaluation/comments?quotes=flagged&year=all  /evaluation/themes/suggestions
    /evaluation/themes  /evaluation/themes/{theme}/remove  /evaluation/needs  /evaluation/export
    /evaluation?by=agency  /evaluation/sessions/{closed}  /evaluation/results/everything/all  /evaluation/published
    /evaluation/board  /evaluation/board?quarter=1
    /evaluation/timing  /evaluation/timing/week  /evaluation/courses/{course}/evidence
    /evaluation/evidence/{evidence}/remove
    /evaluation/courses/{course}  /evaluation/funnels  /evaluation/funnels?by=trainer&since=later
    /evaluation/years/everything/all  /evaluation/years/course/{course}  /reports  /reports?by=agency
    /reports?beside=last-year&detail=yes&by=sector-and-course  /reports/sessions?by=quarter
    /reports/bookings?by=sector&figure=places_allocated  /registers/import
    /manage/job-roles  /manage/job-roles/{job_role}  /manage/job-roles/import  /manage/courses/{course}/interest
    /manage/courses/{course}/groups  /manage/agencies/{needing_agency}/training-needed?course={course}
    /manage/coming-over  /manage/coming-over/sessions  /manage/coming-over/imports/{came_over}
    /manage/coming-over/imports/{came_over}/letters  /manage/coming-over/imports/{came_over}/undo
    /reports/earlier-years  /reports/earlier-years/{given_year}  /reports/earlier-years/{given_year}/remove
    /reports?year=2014-15&beside=last-year
    /evaluation/sessions/{closed}/room  /evaluation/sessions/{closed}/paper  /evaluation/unanswered
    /evaluation/unanswered/sessions/{closed}/after  /evaluation/unanswered/managers
    /charges/{billed}/take-back  /evaluation  /evaluation/courses/{course}  /reports  /reports?by=agency
    /reports/next-year  /reports/next-year/2027-28/courses/{course}  /reports/next-year/2027-28/drafts
    /reports/next-year/2027-28/drafts/delete
    /manage/venues  /manage/venues/{venue}  /manage/venues/{venue}/edit  /manage/venue-rooms/{room}
    /manage/venues/free-text
    /manage/venues/merge?into={venue}&words=Millford+Riverside+Children’s+Centre+(upstairs),+by+the+swimming+pool
    /manage/sessions/{at_venue}/edit  /manage/sessions/{at_venue}/change  /sessions/{at_venue}
    /reports/money  /reports/money?year=2025-26  /reports/money/2026-27/sessions
    /reports/money/2026-27/sessions?show=missing  /reports/money/lines/{line}  /reports/money/lines/{line}/edit
    /reports/money/lines/{empty_line}  /reports/money/lines/{empty_line}/remove  /manage/sessions/{cost}/costs
    /reports/needs  /reports/needs?venue={venue}
    /reports/next-year/2027-28/drafts/delete  /reports/files  /reports/bookings/file?year=2026-27&by=course
    /reports/reach?show=all  /reports/reach/2026-27/agencies/{agency}  /reports/priorities
    /reports/annual  /reports/annual/{reported}  /reports/annual/2026-27/parts/attendance  /reports/annual/2026-27/draft
    /reports/annual/{reported}/publish  /reports/board-pack  /reports/board-pack/2026-27/1
    /registers/{two_days}
    /registers/{session}/code  /registers/{on_now}/code
    /running  /outbox  /outbox/{message}  /outbox/bounces  /outbox/bounces/all  /outbox/sender  /outbox/sender?check=1
    /manage/subscriptions  /manage/programme/copy  /manage/programme?ticked=all
    /manage/trainers/{trainer}  /manage/trainers/{trainer}/edit  /manage/trainers/{trainer}/retire
    /manage/trainers/sessions  /manage/trainers/sessions?standing=declined  /manage/settings/trainer-mail
    /manage/agencies  /manage/agencies/{agency}/edit  /manage/agencies/{agency}/merge  /manage/sessions/{bespoke}
    /manage/sessions/{bespoke}/rules  /manage/people  /manage/people/{person}/details
    /manage/people/{person}/erase  /manage/people/{person}/merge  /manage/people/{person}/merge?q=a
    /manage/people/{person}/merge/{two_records}  /manage/people/{erased}  /manage/people/{two_records}/everything
    /manage/privacy  /manage/privacy/retention?on=2030-04-01  /manage/privacy/retention/periods
    /manage/people/{person}/address  /manage/people/{person}/new-address  /manage/new-addresses
    /my-details  /my-details/address  /manage/agencies/{agency}  /manage/agencies/import  /manage/audit-trail
    /manage/audit-trail?person={person}
    /manage/people/{person}  /manage/terms  /manage/terms/{policy}  /manage/terms/{next_policy}
    /manage/terms/new?preset=4-weeks-half-the-cost-2-weeks-all-of-it
    /manage/single-agency  /manage/single-agency?show=accepted  /manage/single-agency/{to_review}
    /manage/single-agency/{asked_return}  /manage/single-agency/{to_review}/accept  /reports/single-agency
    /manage/single-agency/{asked_return}/send-again  /manage/single-agency/{asked_return}/take-off
    /manage/e-learning  /manage/courses/{e_learning}/e-learning  /manage/e-learning/completions/{completed}/remove
    /manage/training-elsewhere  /manage/training-elsewhere/{elsewhere}/remove
    /account/sign-in  /account/authenticator  /manage/sign-in  /manage/sign-in/{person}/reset
"""
PAGES = [
    (who, address)
    for who, addresses in (
        ("a visitor", A_VISITOR),
        ("a practitioner", A_PRACTITIONER),
        ("a lead", A_LEAD),
        ("a trainer", A_TRAINER),
        ("a manager", A_MANAGER),
    )
    for address in addresses.split()
]
FORMS = [
    ("a visitor", "{return}", "Send the return in"),
    ("a visitor", "{return}/courses/new", "Add the course"),
    ("a practitioner", "/e-learning/{e_learning}", "I have completed it"),
    ("a manager", "/manage/courses/{e_learning}/e-learning/completions", "Record them"),
    ("a manager", "/manage/courses/{e_learning}/e-learning/import", CHECK_THE_FILE),
    ("a manager", "/manage/single-agency/ask", "Ask those ticked"),
    ("a manager", "/manage/single-agency/ask/{agency}", "Ask them"),
    ("a manager", "/manage/single-agency/{to_review}", "Ask again"),
    ("a practitioner", "/training/elsewhere", "Add it"),
    ("a practitioner", "/training/elsewhere/{elsewhere}/file", "Send the file"),
    ("a manager", "/manage/training-elsewhere/new", "Record it"),
    ("a visitor", "/sessions/{session}/book", "Continue"),
    ("a visitor", "{manage}/needs", "Save these needs"),
    ("a visitor", "/sign-in", SEND_ME_A_CODE),
    ("a visitor", "{join}", "Accept and sign in"),
    ("a manager", "/manage/staff/invite", "Send the invitation"),
    ("a visitor", "/subscriptions/to/series-how-to", SEND_ME_THE_INVITATIONS),
    ("a manager", "/account/authenticator/move", "Show the QR code"),
    ("a manager", "/account/recovery-codes", "Make ten new codes"),
    ("a manager", "/account/authenticator/remove", "Remove it"),
    ("a visitor", "{hold}", CONFIRM_MY_PLACE),
    ("a visitor", "{after}", SEND_MY_ANSWERS),
    ("a visitor", "{manager}", SEND_MY_ANSWERS),
    ("a practitioner", "{evaluation_room}", OPEN_MY_QUESTIONNAIRE),
    ("a manager", "/evaluation/bookings/{on_paper}/before/paper", SAVE_THESE_ANSWERS),
    ("a visitor", "/bookings/several?session={session}&session={full}", "Continue"),
    ("a visitor", "{invitation}", "Continue"),
    ("a visitor", "{check_in}", "Check me in"),
    ("a practitioner", "/check-in", "Continue"),
    ("a practitioner", "/bookings/{booking}/colleague", PASS_THE_PLACE_ON),
    ("a practitioner", "/bookings/{booking}/another-date", "Move to this date"),
    ("a manager", "/manage/bookings/{taken}/another-date", "Move to this date"),
    ("a lead", "/agency/sessions/{session}", "Book them"),
    ("a manager", "/manage/job-roles/new", "Add the job role"),
    ("a manager", "/manage/job-roles/import", CHECK_THE_FILE),
    ("a lead", "/agency/sessions/{session}/hold", "Hold them"),
    ("a manager", "/manage/sessions/{session}/add", BOOK_THE_PLACE),
    ("a manager", "/manage/sessions/{session}/letter", "Preview"),
    ("a manager", "/manage/courses/{course}/materials", ADD_THE_MATERIAL),
    ("a manager", "/manage/people/{person}", KEEP_THE_NOTE),
    ("a manager", "/manage/people/{person}/everything", "Download everything"),
    ("a manager", "/manage/people/{two_records}/erase", "Erase for good"),
    ("a manager", "/manage/people/{person}/merge/{two_records}", "Merge for good"),
    ("a manager", "/manage/privacy", "See what we keep"),
    ("a manager", "/manage/people/{person}/address", CHANGE_THE_ADDRESS),
    ("a manager", "/manage/agencies/{agency}/contacts/new", ADD_THE_CONTACT),
    ("a manager", "/manage/agencies/import", CHECK_THE_FILE),
    ("a practitioner", "/my-details/address", SEND_THE_CODES),
    ("a manager", "/manage/people/{person}/bookings/{certifiable}/certificate", RELEASE_THE_CERTIFICATE),
    ("a manager", "/registers/{to_mark}/bookings/{came}/instead", MARK_THE_COLLEAGUE),
    ("a manager", "/registers/{open_to_all}/head-count", SAVE_THE_COUNT),
    ("a manager", "/registers/{to_mark}/bookings/{came}/excused", MARK_AS_EXCUSED),
    ("a manager", "/registers/{closed}/bookings/{absent}/correct", CORRECT_THE_REGISTER),
    ("a manager", "/registers/{closed}/bookings/{absent}/instead", MARK_THE_COLLEAGUE),
    ("a manager", "/registers/{closed}/bookings/{walked_in}/remove-after-closing", REMOVE_FROM_THE_REGISTER),
    ("a manager", "/registers/{closed}/walk-in", ADD_TO_THE_REGISTER),
    ("a manager", "/registers/{online}/teams", CHECK_THE_REPORT),
    ("a manager", "/manage/courses/new", ADD_THE_COURSE),
    ("a manager", "/manage/courses/{course}/sessions/new", SAVE_AS_A_DRAFT),
    ("a visitor", "/sessions/{busy}/waiting-list", "Continue"),
    ("a manager", "/manage/sessions/{session}/cancel", CANCEL_THE_SESSION),
    ("a manager", "/manage/bookings/{waiting}/to-the-front", MOVE_TO_THE_FRONT),
    ("a manager", "/manage/bookings/{taken}/cancel", CANCEL_THE_BOOKING),
    ("a manager", "/manage/sessions/{session}/copy", "Add drafts"),
    ("a manager", "/reports/next-year/2027-28/drafts/delete", DELETE_THOSE_TICKED),
    ("a manager", "/manage/programme/import", CHECK_THE_FILE),
    ("a manager", "/manage/trainers", "Add"),
    ("a manager", "/manage/trainers/{trainer}", "Add these dates"),
    ("a trainer", "/sessions-to-train", "Add these dates"),
    ("a manager", "/manage/venues/new", "Add the venue"),
    ("a manager", "/reports/money/2026-27/lines/new", "Add the line"),
    ("a manager", "/reports/money/lines/{empty_line}", "Enter it"),
    ("a manager", "/manage/learning-weeks/new", "Save"),
    ("a manager", "/manage/agencies/new", ADD_THE_AGENCY),
    ("a manager", "/manage/agencies/{agency}/merge", "Merge"),
    ("a manager", "/manage/sessions/{uninvited}", SAVE_WHOM_IT_IS_FOR),
    ("a manager", "/registers/{to_mark}/walk-in", ADD_TO_THE_REGISTER),
    ("a manager", "/registers/{to_mark}", CLOSE_THE_REGISTER),
    ("a visitor", "{reason_manager}", SEND_THE_REASON),
    ("a manager", "/charges/{charge}", WAIVE_THE_CHARGE),
    ("a manager", "/manage/terms/new", ADD_THIS_VERSION),
    ("a manager", "/manage/terms/closed-days", "Add the day"),
    ("a manager", "/manage/terms/try", SEE_WHAT_IT_GIVES),
    ("a manager", "/charges/{charge}", KEEP_IT_WITH_THE_CHARGE),
    ("a manager", "/charges/{billed}/write-off", "Write it off"),
    ("a manager", "/charges/{billed}/take-back", CREDIT_THE_CHARGE),
    ("a manager", "/manage/subscriptions", "Add the list"),
    ("a manager", "/evaluation/questionnaires/{questionnaire_draft}/questions/new", "Add the question"),
    ("a manager", "/evaluation/questionnaires/{questionnaire_draft}/sections/new", "Add the section"),
    ("a manager", "/evaluation/knowledge/new", "Add the item"),
    ("a manager", "/evaluation/comments/{comment}/redact", REPLACE_IT_FOR_GOOD),
    ("a manager", "/evaluation/themes", ADD_THE_THEME),
    ("a manager", "/evaluation/themes/{theme}/merge", "Merge"),
    ("a manager", "/evaluation/courses/{course}/evidence", ADD_THE_EVIDENCE),
]
EMPTY = [
    ("a visitor", "/e-learning"),
    ("a manager", "/manage/e-learning"),
    ("a manager", "/manage/single-agency"),
    ("a manager", "/reports/single-agency"),
    ("a manager", "/manage/training-elsewhere"),
    ("a manager", "/manage/job-roles"),
    *(("a visitor", address) for address in ("/", "/learning-week", "/lunchtime", "/terms")),
    ("a practitioner", "/bookings"),
    ("a practitioner", "/training"),
    *(("a manager", address) for address in ("/today", "/manage/programme", "/manage/trainers", "/registers")),
    ("a manager", "/manage/programme/copy"),
    ("a manager", "/reports/next-year"),
    *(
        ("a manager", address)
        for address in ("/charges", "/manage/terms", "/evaluation", "/reports", "/outbox", "/running")
    ),
    *(("a manager", f"/evaluation/{page}") for page in ("comments", "themes", "needs", "export")),
    ("a manager", "/manage/agencies"),
    ("a manager", "/manage/venues"),
    ("a manager", "/reports/money"),
    ("a manager", "/reports/needs"),
    ("a manager", "/manage/venues/free-text"),
    ("a manager", "/manage/privacy"),
    ("a manager", "/manage/privacy/retention"),
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
        trainer = a_user(Role.TRAINER, email="jo.bell@example.org")
        people = {"a manager": manager, "a practitioner": rosa, "a lead": lead, "a trainer": trainer}
        yield browsers_of(people, open_browser), addresses


@pytest.mark.parametrize(("who", "address"), PAGES)
@pytest.mark.lasts_long(one_in=32)
def test_the_page_suits_everybody(everything: tuple[Pages, Addresses], who: str, address: str):
    pages, addresses = everything
    pages[who].goto(address.format_map(addresses))
    assert not faults(pages[who])


@pytest.mark.parametrize(("who", "address", "button"), FORMS)
@pytest.mark.lasts_long(one_in=32)
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
    press(page, CHECK_THE_FILE)
    expect(page.get_by_role("heading", level=1)).to_have_text(CHECK_WHAT_WILL_BE_ADDED)
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
    press(page, CHECK_THE_REPORT)
    expect(page.get_by_role("heading", level=1)).to_have_text(CHECK_WHAT_WILL_BE_MARKED)
    assert not faults(page)
    page.get_by_label("Share of the time").fill("a lot")
    press(page, WORK_IT_OUT_AGAIN)
    expect(page.get_by_role("alert")).to_be_visible()
    assert not faults(page)


@pytest.mark.lasts_long
def test_the_pages_suit_everybody_while_there_is_nothing_in_them(site: Site, new_browser: NewBrowser):
    pages, found = browsers_of({"a manager": a_manager(), "a practitioner": a_user()}, new_browser), []
    for who, address in EMPTY:
        pages[who].goto(address)
        found += faults(pages[who])
    assert not found
