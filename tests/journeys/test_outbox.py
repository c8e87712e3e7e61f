"""The outbox: every message and what became of it, also while the mail server is down."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.builders import a_manager, a_message
from tests.conftest import NOW
from tests.journeys.browsing import follow, notice, press, visit, words
from tests.journeys.live import Site
from tests.journeys.steps import sign_in
from tests.words import MESSAGE_IS_QUEUED_AGAIN, SEND_IT_AGAIN, SEND_ME_A_CODE, YOUR_CODE_TO_SIGN_IN

A_MINUTE_LATER, LATER_STILL = NOW + timedelta(minutes=1), NOW + timedelta(minutes=10)


@pytest.fixture
def outbox(site: Site, desk: Page) -> Page:
    """The manager's page of messages."""
    sign_in(desk, a_manager())
    return desk


def states(page: Page) -> list[str]:
    """Of the messages shown, the newest first."""
    visit(page, "/outbox")
    return [row.locator(".cb-tag").inner_text() for row in page.get_by_role("row").all()[1:]]


def test_messages_wait_while_the_mail_server_is_down_and_all_arrive_when_it_is_up_again(site: Site, outbox: Page):
    readers = [a_message().to_email for _ in range(3)]
    assert states(outbox) == ["Queued"] * 3

    with site.mail_server_down():
        site.run_jobs()
    assert states(outbox) == ["Retrying"] * 3
    words(outbox).to_contain_text("Connection refused")

    site.clock_at(A_MINUTE_LATER)
    with site.mail_server_says("451 4.3.2 Down for maintenance, try again later"):
        site.run_jobs()
    assert states(outbox) == ["Retrying"] * 3
    words(outbox).to_contain_text("451 4.3.2 Down for maintenance, try again later")
    assert site.post.received == []

    site.clock_at(LATER_STILL)
    site.run_jobs()
    assert states(outbox) == ["Sent"] * 3
    assert sorted(site.post.recipients) == sorted(readers)


def test_a_message_that_failed_for_good_is_sent_again_by_hand(site: Site, outbox: Page):
    reader = a_message(subject="Where the room is").to_email
    with site.mail_server_says("550 5.1.1 No such mailbox here"):
        site.run_jobs()
    visit(outbox, "/outbox")
    follow(outbox, "Failed (1)")
    follow(outbox, "Where the room is")
    words(outbox).to_contain_text("550 5.1.1 No such mailbox here")

    press(outbox, SEND_IT_AGAIN)
    notice(outbox).to_contain_text(MESSAGE_IS_QUEUED_AGAIN)
    site.run_jobs()
    outbox.reload()
    words(outbox).to_contain_text("Sent")
    assert site.post.recipients == [reader]


def test_nobody_reads_another_persons_code_in_the_outbox(site: Site, outbox: Page, phone: Page):
    visit(phone, "/sign-in")
    phone.get_by_label("E-mail address").fill(a_manager().email)
    press(phone, SEND_ME_A_CODE)
    site.run_jobs()
    visit(outbox, "/outbox")
    follow(outbox, YOUR_CODE_TO_SIGN_IN)
    words(outbox).to_contain_text("Your code to sign in is ••••••")
    words(outbox).not_to_contain_text("/sign-in/link/")


def test_an_empty_outbox_says_what_will_be_in_it(outbox: Page):
    assert states(outbox) == []
    expect(outbox.get_by_text("No message here.")).to_be_visible()
