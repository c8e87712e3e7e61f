"""How fast a whole Learning Week is asked: issued by one job run, and its mail beside a bare smtplib loop.

    .venv/bin/python -m bench.deliver_week [--messages 2143] [--postgresql] [--save]

2,143 people attended one week's sessions. One run of the job issues their questionnaires and queues their letters, in
as many statements as for three. Of the delivery Coursebook promises at least 70% of the loop's rate. The loop is what
somebody would write who has the letters in a list and may lose or repeat some: it builds each as an `EmailMessage`
with the same headers as ours, and gives it to `send_message`, over one connection.

It is timed once more with all mails built beforehand, so that only `sendmail` is left. 70% of that is out of reach:
the server, aiosmtpd in a process of its own on this machine, throws away what it takes, and to build each mail as it
goes is too much already, before a database has been asked. It shows how much of the time is ours.

The three take turns, and the median of each counts. PostgreSQL is the one that the tests use, with its
`synchronous_commit` off; a commit that waits for the disk costs as much more as the disk takes, with every mail.
"""

import asyncio
import contextlib
import multiprocessing
import smtplib
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate
from statistics import median
from typing import NamedTuple

import click
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select, update

from app import create_app
from app.accounts.models import User
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db
from app.evaluation.issuing.services import issue_questionnaires
from app.notifications.delivery.emails import as_mail
from app.notifications.delivery.jobs import deliver
from app.notifications.models import Message, MessageState
from bench.figures import Measuring
from tests.builders import a_learning_week, a_past_session, an_agency, letters_have_left, queries_counted
from tests.conftest import fresh_database, migrate, settings
from tests.servers import LOOPBACK, wait_until

PROCESSES = multiprocessing.get_context("spawn")
ROUNDS = 5
OF_BARE_AT_LEAST = 70
"""Percent."""

SENDER = "training@example.org"


@click.command()
@click.option("--messages", default=2_143, show_default=True)
@click.option("--postgresql", is_flag=True, help="From PostgreSQL instead of SQLite.")
@click.option("--save", is_flag=True, help="Keep the figures for docs/benchmarks.md.")
def measure(messages: int, postgresql: bool, save: bool) -> None:
    """Queue the letters of a week and deliver them, beside the two loops, and print the rates."""
    kind = "postgresql" if postgresql else "sqlite"
    measuring = Measuring("mail")
    with fresh_database(kind) as database, a_server() as server:
        migrate(database)
        app = create_app(settings(database, MAIL_SERVER=LOOPBACK, MAIL_PORT=str(server.port)))
        with app.app_context():
            compare(messages, server, kind, measuring)
            db.session.remove()
            db.engine.dispose()
    if save:
        measuring.save()


def compare(how_many: int, server: "Server", kind: str, measuring: Measuring) -> None:
    issue(1)  # the first run of all makes the ready sets of questions
    few, _ = issue(3)
    statements, took = issue(how_many)
    click.echo(f"{how_many:,} questionnaires issued and their letters queued in {took:.1f} s, from {kind}")
    click.echo(f"{statements:6d} statements; {few} for three people")
    rounds = [one_round(how_many, server) for _ in range(ROUNDS)]
    ours, loop, ready_made = (median(rates) for rates in zip(*rounds, strict=True))
    who, on = f"{how_many:,} letters", {"on": kind}
    measuring.note(f"{who} delivered", ours, "a second", **on)
    measuring.note(f"{who} by a bare loop", loop, "a second", **on)
    measuring.note(f"{who} delivered, of the bare loop", 100 * ours / loop, "%", at_least=OF_BARE_AT_LEAST, **on)
    measuring.note(f"{who} by a bare loop, built beforehand", ready_made, "a second", **on)


def issue(how_many: int) -> tuple[int, float]:
    """Statements and seconds of the one run that asks so many attendees of a week that is over."""
    letters_have_left()
    attended_a_week(how_many)
    with queries_counted() as statements:
        took = seconds(lambda: issue_questionnaires(at=clock.now()))
    queued = db.session.query(Message).filter_by(state=MessageState.QUEUED).count()
    assert queued == how_many, f"{queued} letters queued, not {how_many}"
    return len(statements), took


def attended_a_week(how_many: int) -> None:
    """Each of so many came to one of the sessions of a week that ended yesterday."""
    week = a_learning_week(clock.today() - timedelta(days=5))
    sessions = [a_past_session(days_ago=1 + number % 5, learning_week_id=week.id) for number in range(15)]
    agency = an_agency()
    people = [
        User(
            email=f"delegate{week.id}-{number:04d}@example.org",
            name=f"Delegate {number:04d}",
            created_at=clock.now(),
            agency=agency,
        )
        for number in range(how_many)
    ]
    details = {"state": BookingState.BOOKED, "outcome": Outcome.ATTENDED, "created_at": clock.now(), "agency": agency}
    db.session.add_all(
        Booking(session=sessions[number % 15], practitioner=person, name=person.name, **details)
        for number, person in enumerate(people)
    )
    db.session.commit()


def one_round(how_many: int, server: "Server") -> tuple[float, float, float]:
    """The rates of `deliver`, of the loop, and of the loop with everything built beforehand."""
    queue_again(how_many)
    before = server.connections
    ours = rate(how_many, server, deliver)
    assert server.connections - before == 1, "one run, one connection"
    sent = the_letters(how_many)
    letters = [plain(letter) for letter in sent]
    ready_made = [(letter.to_email, as_mail(letter, at=clock.now())) for letter in sent]
    loop = rate(how_many, server, lambda: send_in_a_loop(letters, server.port))
    return ours, loop, rate(how_many, server, lambda: send_ready_made(ready_made, server.port))


def queue_again(how_many: int) -> None:
    """The week's letters, as if none had left."""
    newest = select(Message.id).order_by(Message.id.desc()).limit(how_many)
    ids = list(db.session.scalars(newest))
    back = {"state": MessageState.QUEUED, "sent_at": None, "next_attempt_at": clock.now()}
    db.session.execute(update(Message).where(Message.id.in_(ids)).values(**back))
    db.session.commit()


def the_letters(how_many: int) -> list[Message]:
    """Those just sent."""
    letters = list(db.session.scalars(select(Message).order_by(Message.id.desc()).limit(how_many)))
    assert {letter.state for letter in letters} == {MessageState.SENT}
    return letters


class Plain(NamedTuple):
    """A letter without a database."""

    to_name: str
    to_email: str
    subject: str
    text: str
    message_id: str


def plain(letter: Message) -> Plain:
    message_id = f"<coursebook-{letter.id}-{letter.created_at:%Y%m%d%H%M%S}@example.org>"
    return Plain(letter.to_name, letter.to_email, letter.revealed_subject(), letter.revealed_text(), message_id)


def send_in_a_loop(letters: list[Plain], port: int) -> None:
    with smtplib.SMTP(LOOPBACK, port) as smtp:
        for letter in letters:
            mail = EmailMessage()
            mail["Subject"] = letter.subject
            mail["From"] = f"Anyshire Safeguarding Children Partnership <{SENDER}>"
            mail["To"] = f"{letter.to_name} <{letter.to_email}>"
            mail["Date"] = formatdate()
            mail["Message-ID"] = letter.message_id
            mail.set_content(letter.text)
            smtp.send_message(mail)


def send_ready_made(mails: list[tuple[str, bytes]], port: int) -> None:
    with smtplib.SMTP(LOOPBACK, port) as smtp:
        for to_email, mail in mails:
            smtp.sendmail(SENDER, to_email, mail)


def rate(how_many: int, server: "Server", send: Callable[[], object]) -> float:
    """Mails a second. Each must have arrived, once."""
    before = server.mails
    took = seconds(send)
    if server.mails - before != how_many:
        raise click.ClickException(f"{server.mails - before} mails arrived, not {how_many}")
    return how_many / took


def seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


# --- The server ---


class Server:
    """It takes all mail and throws it away, in a process of its own, and shares its numbers with this one."""

    def __init__(self) -> None:
        self._port, self._connections, self._mails = (PROCESSES.Value("q", 0) for _ in range(3))

    port = property(lambda self: self._port.value)
    connections = property(lambda self: self._connections.value)
    mails = property(lambda self: self._mails.value)

    def run(self) -> None:
        asyncio.run(self._listen())

    async def _listen(self) -> None:
        listening = await asyncio.get_running_loop().create_server(self._answer, LOOPBACK, 0)
        self._port.value = listening.sockets[0].getsockname()[1]
        await listening.serve_forever()

    def _answer(self) -> SMTP:
        self._connections.value += 1
        return SMTP(self, hostname="mail.test")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self._mails.value += 1
        return "250 OK"


@contextlib.contextmanager
def a_server() -> Iterator[Server]:
    server = Server()
    process = PROCESSES.Process(target=server.run, daemon=True)
    process.start()
    try:
        wait_until(lambda: server.port, "the mail server listens")
        yield server
    finally:
        process.terminate()
        process.join()


if __name__ == "__main__":
    measure()
