"""Telling mail that came back from mail that a person wrote. Pure: bytes in, a reading out, never an error.

Reports are read as RFC 3464 has them, as Exchange, Postfix, Exim and Gmail write them; in plain text as qmail and
older servers do; automatic replies by RFC 3834 and by what older servers put in its place; complaints by RFC 5965.
"""

import email
import html
import logging
import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message as Mail
from quopri import decodestring

from app.core.logs import kind_of
from app.notifications.bounces.models import BounceKind

log = logging.getLogger("coursebook.bounces")

MOST_BYTES = 256 * 1024
"""No more of a mail is read: a report stands at its beginning, and an attachment says nothing."""

MOST_WORDS = 300
DEEPEST = 10


@dataclass(frozen=True)
class Reading:
    """What a mail is. `kind` is None for a person's, which nobody but the office touches.

    `message_ids` are those of our messages that it names: number, and when it was written.
    """

    kind: BounceKind | None = None
    address: str = ""
    status: str = ""
    words: str = ""
    message_ids: tuple[tuple[int, str], ...] = ()


A_PERSONS = Reading()


def read_mail(raw: bytes) -> Reading:
    raw = raw[:MOST_BYTES]
    try:
        mail = email.message_from_bytes(raw)
        return _read_report(mail, raw) or _read_plain_report(mail, raw) or _read_automatic(mail, raw) or A_PERSONS
    except Exception as error:  # whatever a stranger's bytes do to a parser, the office can still read them
        log.warning("a mail can't be taken apart, and is left for the office: %s", kind_of(error))
        return A_PERSONS


# --- Reports made of parts (RFC 3464, RFC 5965) ---


def _read_report(mail: Mail, raw: bytes) -> Reading | None:
    parts = list(_own_parts(mail))
    complaint = _first(parts, "message/feedback-report")
    if complaint is not None:
        return _read_complaint(complaint, parts, raw)
    report = _first(parts, "message/delivery-status") or _first(parts, "message/global-delivery-status")
    if report is None:
        return None
    recipients = [block for block in _blocks(report) if block["Final-Recipient"] or block["Action"]]
    failed = next((block for block in recipients if _action(block) == "failed"), None)
    block = failed or next((block for block in recipients if _action(block) == "delayed"), None)
    if block is None:
        block = recipients[0] if recipients else Mail()
    words = _tidy(re.sub(r"^\s*[\w.-]+\s*;", "", str(block["Diagnostic-Code"] or "")))
    status = _status_in(str(block["Status"] or ""), words)
    return Reading(
        _kind_of_action(_action(block), status, words or _text_of(parts)),
        _address_in(str(block["Original-Recipient"] or block["Final-Recipient"] or "")),
        status,
        words or _sentence_in(_text_of(parts)),
        _ours_in(raw),
    )


def _kind_of_action(action: str, status: str, words: str) -> BounceKind:
    if action == "delayed":
        return BounceKind.DELAYED
    if action in ("delivered", "relayed", "expanded"):
        return BounceKind.AUTOMATIC
    return _kind_of_failure(status, words)


FULL = re.compile(
    r"over ?quota|quota exceeded|exceeded .{0,30}(quota|storage)|(mail)?box (is )?full|out of storage", re.I
)


def _kind_of_failure(status: str, words: str) -> BounceKind:
    """The class says whether it is for good (RFC 3463); some subjects speak of a state, or of us."""
    subject = status.partition(".")[2]
    if subject == "2.2" or FULL.search(words):
        return BounceKind.MAILBOX_FULL
    if subject.startswith("7."):
        return BounceKind.POLICY
    is_for_good = status.startswith("5") if status else re.search(r"\b55[0-4]\b", words)
    return BounceKind.PERMANENT if is_for_good else BounceKind.TEMPORARY


def _read_complaint(report: Mail, parts: Sequence[Mail], raw: bytes) -> Reading:
    about = " ".join(str(block["Original-Rcpt-To"] or "") for block in _blocks(report))
    returned = next((part for part in parts if part.get_content_type() == "message/rfc822"), None)
    letter = returned.get_payload() if returned is not None else None
    to = str(letter[0]["To"] or "") if isinstance(letter, list) and letter else ""  # type: ignore[index]
    return Reading(BounceKind.COMPLAINT, _address_in(about) or _address_in(to), "", "", _ours_in(raw))


def _own_parts(mail: Mail, depth: int = 0) -> Iterator[Mail]:
    """The mail and its parts, but nothing of a mail that it holds: a report that somebody passes on isn't theirs."""
    yield mail
    if mail.get_content_maintype() == "multipart" and mail.is_multipart() and depth < DEEPEST:
        for part in mail.get_payload():
            yield from _own_parts(part, depth + 1)  # type: ignore[arg-type]


def _first(parts: Sequence[Mail], content_type: str) -> Mail | None:
    return next((part for part in parts if part.get_content_type() == content_type), None)


def _blocks(report: Mail) -> list[Mail]:
    """The groups of fields of a report: the first about the mail, then one a recipient."""
    body = report.as_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    encoding = str(report["Content-Transfer-Encoding"] or "").strip().lower()
    if encoding == "base64":
        body = b64decode(body + b"===")
    elif encoding == "quoted-printable":
        body = decodestring(body)
    return [email.message_from_bytes(block.lstrip()) for block in re.split(rb"\n[ \t]*\r?\n", body) if block.strip()]


def _action(block: Mail) -> str:
    return str(block["Action"] or "").split("(")[0].strip().lower()


# --- Reports in plain text ---

MACHINES = re.compile(r"mailer-daemon|postmaster|mail delivery (sub)?system|microsoft ?outlook|microsoftexchange", re.I)
FAILED = re.compile(
    r"undeliver|deliver(y|ed)? (has |have |was |status notification \()?fail|could ?n.t be delivered"
    r"|(could not|cannot|can.t) be delivered"
    r"|was not delivered|wasn.t able to deliver|did not reach|permanent (fatal )?error|returned to (its )?sender"
    r"|returned mail|failure notice|returning (the )?message",
    re.I,
)
DELAYED = re.compile(
    r"delayed|not yet been delivered|(still|keep|continue) (being )?tr(ying|ied)|will be retried", re.I
)


def _read_plain_report(mail: Mail, raw: bytes) -> Reading | None:
    failed = str(mail["X-Failed-Recipients"] or "")
    from_a_machine = MACHINES.search(str(mail["From"] or "")) or str(mail["Return-Path"] or "").strip() == "<>"
    text = _text_of(list(_own_parts(mail)))
    subject = _decoded(mail["Subject"])
    if not (failed or from_a_machine and not _is_a_reply(mail)):
        return None
    if DELAYED.search(subject) or DELAYED.search(text[:1000]) and not FAILED.search(subject):
        kind = BounceKind.DELAYED
    elif failed or FAILED.search(subject) or FAILED.search(text[:1000]):
        kind = None
    else:
        return None
    words = _sentence_in(text)
    status = _status_in("", words) or _status_in("", text)
    own = {_address_in(str(mail[name] or "")) for name in ("From", "To")}
    address = _address_in(failed) or next((each for each in _addresses_in(text) if each not in own), "")
    return Reading(kind or _kind_of_failure(status, words or text), address, status, words, _ours_in(raw))


# --- Automatic replies ---

AUTOMATIC = re.compile(
    r"^\s*(automatic reply|auto(matic)?[- ]?repl(y|ies)|auto[- ]?response|abwesenheitsnotiz|réponse automatique)\b"
    r"|^\s*(re: )?out of (the )?office( auto ?reply| reply)?\s*(:|$)",
    re.I,
)


def _read_automatic(mail: Mail, raw: bytes) -> Reading | None:
    """RFC 3834 first, then what servers wrote before it, then the subject. Our own mail replies to nobody."""
    if OURS.match(str(mail["Message-ID"] or "").strip().encode("ascii", "replace")):
        return None
    submitted = str(mail["Auto-Submitted"] or "no").split(";")[0].strip().lower()
    suppress = str(mail["X-Auto-Response-Suppress"] or "").strip()
    answers_us = _ours_in(_headers_of(raw))
    says_so = (
        submitted.startswith("auto-replied")
        or mail["X-Autoreply"]
        or mail["X-Autorespond"]
        or str(mail["Precedence"] or "").strip().lower() == "auto_reply"
        or (submitted != "no" or suppress)
        and answers_us
        or AUTOMATIC.search(_decoded(mail["Subject"]))
    )
    if not says_so:
        return None
    return Reading(BounceKind.AUTOMATIC, _address_in(str(mail["From"] or "")), "", "", answers_us or _ours_in(raw))


def _is_a_reply(mail: Mail) -> bool:
    return str(mail["Auto-Submitted"] or "").strip().lower().startswith("auto-replied")


# --- Words, codes and addresses ---

OURS = re.compile(rb"<coursebook-(\d{1,10})-(\d{14})@")
ADDRESS = re.compile(r"[^\s<>()\[\]\";:,]{1,64}@[A-Za-z0-9.-]{1,253}[A-Za-z0-9]")
STATUS = re.compile(r"(?<![\d.])([245])\.([0-7])\.(\d{1,3})(?![\d.]*\d)")


def _ours_in(raw: bytes) -> tuple[tuple[int, str], ...]:
    """Each of our messages that is named, in the order of their naming: the letter itself comes with a report."""
    return tuple(dict.fromkeys((int(number), written.decode()) for number, written in OURS.findall(raw)))


def _headers_of(raw: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]


def _status_in(given: str, words: str) -> str:
    """The enhanced code; where a server says no more than "5.0.0", the one in its words."""
    found = STATUS.search(given)
    if found and (found[2], found[3]) != ("0", "0"):
        return found[0]
    closer = STATUS.search(words)
    if closer and (not found or closer[1] == found[1]):
        return closer[0]
    return found[0] if found else ""


def _address_in(given: str) -> str:
    """The first address of a field such as "rfc822; <ann@example.org>", in lower case; empty if there is none."""
    return next(_addresses_in(given), "")


def _addresses_in(text: str) -> Iterator[str]:
    return (found[0].lower().removeprefix("mailto:") for found in ADDRESS.finditer(text))


def _sentence_in(text: str) -> str:
    """The line that holds a server's code, else the first that says something went wrong."""
    lines = [_tidy(line) for line in text.splitlines() if line.strip()]
    for wanted in (STATUS, re.compile(r"\b[45]\d\d[ -]"), FAILED, FULL):
        for line in lines:
            if wanted.search(line):
                return line
    return ""


def _text_of(parts: Sequence[Mail]) -> str:
    """What a person would read of it, up to where the returned letter begins."""
    for part in parts:
        if part.get_content_maintype() == "text":
            given = part.get_payload(decode=True)
            text = _in_charset(given if isinstance(given, bytes) else b"", part.get_content_charset() or "utf-8")
            if part.get_content_subtype() == "html":
                text = re.sub(r"(?is)<(style|script).*?</\1>|<br[^>]*>|</p>", "\n", text)
                text = html.unescape(re.sub(r"<[^>]*>", " ", text))
            return re.split(r"(?m)^-{3,} ?(below this line|original message|this is a copy)", text, flags=re.I)[0]
    return ""


def _in_charset(given: bytes, charset: str) -> str:
    try:
        return given.decode(charset, "replace")
    except LookupError:  # a charset that there is not
        return given.decode("latin-1")


def _decoded(header: object) -> str:
    try:
        return str(make_header(decode_header(str(header or ""))))
    except (LookupError, ValueError):
        return str(header or "")


def _tidy(words: str) -> str:
    """One line of what can be printed, not too long."""
    printable = "".join(character if character.isprintable() else " " for character in words)
    return " ".join(printable.split())[:MOST_WORDS]
