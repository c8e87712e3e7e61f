"""What a mail in the mailbox is: a report, an automatic reply, a complaint, or a person's. One sample a case."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.notifications.bounces.models import BounceKind
from app.notifications.bounces.rules import flags, meaning_of
from app.notifications.bounces.rules_reading import A_PERSONS, MOST_BYTES, read_mail
from tests.conftest import ROOT

SAMPLES = ROOT / "tests" / "data" / "bounces"
PERMANENT, TEMPORARY, FULL = BounceKind.PERMANENT, BounceKind.TEMPORARY, BounceKind.MAILBOX_FULL
POLICY, DELAYED, COMPLAINT = BounceKind.POLICY, BounceKind.DELAYED, BounceKind.COMPLAINT
AUTOMATIC = BounceKind.AUTOMATIC

READ = {
    "postfix-no-such-user": (
        PERMANENT,
        "5.1.1",
        "550 5.1.1 <rosa@example.org>: Recipient address rejected: User unknown",
    ),
    "postfix-expired": (TEMPORARY, "4.4.1", "connect to mail.example.org[192.0.2.10]:25: Connection timed out"),
    "postfix-delayed": (DELAYED, "4.4.1", "connect to mail.example.org"),
    "postfix-mailbox-full": (FULL, "5.2.2", "552 5.2.2 <rosa@example.org>: Quota exceeded"),
    "postfix-delivered": (AUTOMATIC, "2.0.0", "250 2.0.0 Ok"),
    "exchange-online-no-such-user": (PERMANENT, "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
    "exchange-online-access-denied": (PERMANENT, "5.4.1", "550 5.4.1 Recipient address rejected: Access denied."),
    "exchange-spam-policy": (POLICY, "5.7.1", "550 5.7.1 Unauthenticated email"),
    "exchange-no-code-in-status": (PERMANENT, "5.1.1", "550 5.1.1 User unknown"),
    "gmail-no-such-user": (PERMANENT, "5.1.1", "550-5.1.1 The email account that you tried to reach does not exist."),
    "gmail-over-quota": (FULL, "5.2.2", "552-5.2.2 The recipient's inbox is out of storage space."),
    "gmail-delayed": (DELAYED, "4.4.1", "The recipient server did not accept"),
    "exim-domain-without-server": (PERMANENT, "5.0.0", "A message that you sent could not be delivered"),
    "qmail-no-mailbox": (PERMANENT, "5.1.1", "Sorry, no mailbox here by that name. (#5.1.1)"),
    "qmail-no-code": (PERMANENT, "", "Remote host said: 550 unknown user"),
    "old-exchange-html": (
        PERMANENT,
        "5.1.1",
        "The e-mail account does not exist at the organization this message was sent to. <mail.example.org #5.1.1>",
    ),
    "delayed-in-plain-text": (DELAYED, "", ""),
    "complaint-arf": (COMPLAINT, "", ""),
    "complaint-without-recipient": (COMPLAINT, "", ""),
    "out-of-office-exchange": (AUTOMATIC, "", ""),
    "out-of-office-rfc3834": (AUTOMATIC, "", ""),
    "out-of-office-old-header": (AUTOMATIC, "", ""),
    "out-of-office-by-subject-only": (AUTOMATIC, "", ""),
    "broken-cut-off-in-the-report": (PERMANENT, "5.1.1", "said: 550 5.1.1"),
    "broken-cut-off-in-the-text": (PERMANENT, "5.1.1", "said: 550 5.1.1"),
    "broken-report-in-base64": (PERMANENT, "5.1.1", "550 5.1.1 Benutzer unbekannt"),
    "broken-8-bit-in-headers": (PERMANENT, "5.1.1", "550 Mailbox"),
    "nested-report-about-a-report": (PERMANENT, "5.1.1", "550 5.1.1 unknown user"),
    "report-about-several": (PERMANENT, "5.1.1", "550 5.1.1 unknown user"),
}
OF_PERSONS = (
    "person-replies",
    "person-asks-about-out-of-office",
    "person-passes-a-report-on",
    "other-systems-notice",
)
NAMES_NO_MESSAGE = {
    "broken-8-bit-in-headers",
    "broken-cut-off-in-the-report",
    "broken-cut-off-in-the-text",
    "broken-report-in-base64",
    "delayed-in-plain-text",
    "out-of-office-by-subject-only",
    "out-of-office-old-header",
}


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.eml").read_bytes()


def test_every_sample_is_tried() -> None:
    assert {Path(each).stem for each in SAMPLES.glob("*.eml")} == READ.keys() | set(OF_PERSONS)


@pytest.mark.parametrize("name", READ)
def test_what_a_machine_sent_back_is_told_apart(name: str) -> None:
    kind, status, words = READ[name]
    reading = read_mail(sample(name))
    assert (reading.kind, reading.status) == (kind, status)
    assert words in reading.words
    assert reading.address == "rosa@example.org"
    assert reading.message_ids == (() if name in NAMES_NO_MESSAGE else ((12, "20261123100000"),))


@pytest.mark.parametrize("name", OF_PERSONS)
def test_what_a_person_wrote_is_left_to_the_office(name: str) -> None:
    assert read_mail(sample(name)) == A_PERSONS


@pytest.mark.parametrize("name", [*READ, *OF_PERSONS])
def test_line_ends_make_no_difference(name: str) -> None:
    with_crlf = sample(name).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert read_mail(with_crlf) == read_mail(sample(name).replace(b"\r\n", b"\n"))


def test_no_words_of_an_automatic_reply_are_kept() -> None:
    """Why somebody is away is nobody's business."""
    for name in (name for name, (kind, status, _) in READ.items() if kind is AUTOMATIC and not status):
        assert read_mail(sample(name)).words == ""


def test_the_words_kept_are_one_short_line_that_can_be_printed() -> None:
    long = sample("qmail-no-mailbox").replace(b"Sorry, no mailbox", b"\x1b[31m\x00Sorry, " + b"no " * 500 + b"mailbox")
    words = read_mail(long).words
    assert len(words) <= 300
    assert words.isprintable()


def test_a_mail_of_any_size_is_read_at_its_beginning_in_no_time() -> None:
    whole = sample("postfix-no-such-user")
    attachment = b"\r\n--=_b1\r\nContent-Type: application/pdf\r\n\r\n" + b"JVBERi0x" * 655_360 + b"\r\n--=_b1--\r\n"
    began = time.monotonic()
    reading = read_mail(whole.replace(b"--=_b1--", b"") + attachment)
    assert reading == read_mail(whole)
    assert read_mail(b"From: MAILER-DAEMON@x\r\n\r\n" + b"a" * 5_000_000).kind is None
    assert read_mail(b"From: MAILER-DAEMON@x\r\nSubject: failure notice\r\n\r\n" + b"a@" * 2_500_000).kind is not None
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "bomb",
    [
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: message/rfc822\r\n\r\n" * 5_000,
        b"".join(b"--%d\r\nContent-Type: multipart/report; boundary=%d\r\n\r\n" % (n, n + 1) for n in range(4_000)),
        b"Content-Type: message/rfc822\r\n\r\n" * 8_000,
        b"Content-Type: multipart/report; boundary=" + b"x" * 200_000,
        b"Subject: =?utf-8?b?" + b"=" * 100_000,
        b"\x00" * MOST_BYTES,
        b"",
        b"Auto-Submitted",
    ],
)
def test_what_nobody_can_read_is_left_to_the_office(bomb: bytes) -> None:
    assert read_mail(bomb) == A_PERSONS


@settings(max_examples=150, deadline=None, derandomize=True)
@given(data=st.data(), name=st.sampled_from(sorted(READ)))
def test_a_mail_damaged_anywhere_is_never_an_error(data: st.DataObject, name: str) -> None:
    raw = bytearray(sample(name))
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    reading = read_mail(bytes(raw[: data.draw(st.integers(0, len(raw)))]))
    assert len(reading.words) <= 300
    assert len(reading.status) <= 12


# --- What follows ---


@pytest.mark.parametrize("kind", list(BounceKind))
def test_only_a_dead_address_or_a_complaint_flags_at_once_and_what_may_pass_after_three(kind: BounceKind) -> None:
    flagged_after = {PERMANENT: 1, COMPLAINT: 1, TEMPORARY: 3, FULL: 3, POLICY: 3}
    for lately in range(5):
        due = kind in flagged_after and lately >= flagged_after[kind]
        assert flags(kind, lately=max(lately, 1), is_about_another=False) == (due or flagged_after.get(kind) == 1)


def test_a_report_about_another_address_is_no_proof_that_ours_is_dead() -> None:
    assert not flags(PERMANENT, lately=1, is_about_another=True)
    assert flags(PERMANENT, lately=3, is_about_another=True)


def test_every_kind_has_plain_words_and_the_common_codes_their_own() -> None:
    assert all(meaning_of(kind, "").endswith((".", "missing.")) for kind in BounceKind)
    assert meaning_of(PERMANENT, "5.1.1") == "There is no mailbox of this name."
    assert meaning_of(TEMPORARY, "4.4.7") == "The mail server didn’t take the mail in time."
    assert meaning_of(FULL, "5.2.2") == "The mailbox is full."
