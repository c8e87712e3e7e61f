"""Mail servers that misbehave, of ten kinds: one mail worker lives through them all, one after the other."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from app.core.database import db
from app.notifications.models import WAITS, LetterKind, Message, MessageState
from tests import builders
from tests.faults.house import ROUNDS, House
from tests.servers import PostOffice, a_mail_worker, wait_until


class _SaysNothing(asyncio.Protocol):
    """It takes the call, and that is all."""


class _HangsUp(asyncio.Protocol):
    def __init__(self, greeting: bytes) -> None:
        self.greeting = greeting

    def connection_made(self, transport: Any) -> None:
        transport.write(self.greeting)
        transport.close()


@dataclass
class MoodyPostOffice(PostOffice):
    """It does what its mood says. `in_vain` counts what it was asked in a mood."""

    mood: str = ""
    in_vain: int = 0

    @property
    def is_idle(self) -> bool:
        """Nobody is connected to it."""
        return not asyncio.all_tasks(self._loop)

    def _answer(self) -> Any:
        if self.mood == "never greets":
            self.in_vain += 1
            return _SaysNothing()
        if self.mood == "greets and hangs up":
            self.in_vain += 1
            return _HangsUp(b"220 mail.test\r\n")
        return super()._answer()

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.mood == "refuses the sender":
            self.in_vain += 1
            return "550 5.7.60 Not allowed to send as this sender"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.mood == "greylists":
            self.in_vain += 1
            return "451 4.7.1 Greylisted, try again later"
        if self.mood == "refuses one reader" and address.startswith("gone"):
            self.in_vain += 1
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.mood == "hangs in mid letter":
            self.in_vain += 1
            await asyncio.sleep(3600)
        if self.mood == "refuses us after the letter":
            self.in_vain += 1
            return "554 5.2.252 SendAsDenied; not allowed to send as this sender"
        if self.mood == "takes two seconds a mail":
            self.in_vain += 1
            await asyncio.sleep(2)
        if self.mood == "hangs up after it has accepted":
            self.in_vain += 1
            answer = await super().handle_DATA(server, session, envelope)
            assert server.transport
            self._loop.call_later(0.05, server.transport.close)
            return answer
        return await super().handle_DATA(server, session, envelope)


RETRYING, SENT, FAILED = MessageState.RETRYING, MessageState.SENT, MessageState.FAILED

KINDS: dict[str, tuple[MessageState, MessageState, str]] = {
    "refuses connections": (RETRYING, RETRYING, "Connection refused"),
    "greets and hangs up": (RETRYING, RETRYING, "Connection unexpectedly closed"),
    "refuses the sender": (RETRYING, RETRYING, "550 5.7.60"),
    "refuses us after the letter": (RETRYING, RETRYING, "554 5.2.252 SendAsDenied"),
    "greylists": (RETRYING, RETRYING, "451 4.7.1"),
    "refuses one reader": (FAILED, SENT, "550 5.1.1"),
    "hangs up after it has accepted": (SENT, SENT, ""),
    "takes two seconds a mail": (SENT, SENT, ""),
    "never greets": (RETRYING, RETRYING, "timed out"),
    "hangs in mid letter": (RETRYING, RETRYING, "timed out"),
}
"""What becomes of the first of two letters and of the second, and in which words, before the server is well again."""

IN_SHORT = ("refuses connections", "refuses the sender", "refuses one reader")
"""Those tried on PostgreSQL as well in a short run: what the database is told differs in no other."""

IN_THE_END = {"refuses one reader": [FAILED, SENT]}
"""What no patience mends: the others are all sent."""


@pytest.mark.parametrize("house", [MoodyPostOffice], indirect=True)
def test_one_worker_lives_through_ten_kinds_of_mail_server_and_loses_nothing(house: House) -> None:
    post = house.post
    assert isinstance(post, MoodyPostOffice)
    kinds = list(KINDS) if ROUNDS > 1 or house.kind == "SQLite" else list(IN_SHORT)
    with a_mail_worker(house.environment(MAIL_CONNECTIONS="1")) as worker:
        for kind in kinds * ROUNDS:
            house.rounds += 1
            becomes_well_again(house, post, kind)
            assert worker.process.poll() is None, worker.said
        assert worker.end() == 0
    house.must_be_whole("mail server of ten kinds", given_up=ROUNDS)


def becomes_well_again(house: House, post: MoodyPostOffice, kind: str) -> None:
    """Two letters while the server has its mood, and both once it hasn't."""
    wait_until(lambda: post.is_idle, "the worker has rung off")
    post.mood, post.in_vain = kind, 0
    if kind == "refuses connections":
        post.close()
    letters = [a_letter(house, who, f"{who}{house.rounds}@example.org") for who in ("gone", "there")]
    first, second, words = KINDS[kind]
    wait_until(lambda: states(letters) == [first, second], f"{kind}: {first}, {second}", seconds=60)
    if words:
        assert words in db.session.get_one(Message, letters[0]).last_error, kind
    post.mood = ""
    if kind == "refuses connections":
        post.open()
    house.clock.move(WAITS[0] + timedelta(seconds=1))
    wait_until(lambda: states(letters) == IN_THE_END.get(kind, [SENT, SENT]), f"{kind}: all are sent", seconds=60)


def a_letter(house: House, who: str, email: str) -> int:
    db.session.rollback()
    at = {"created_at": house.clock.now, "next_attempt_at": house.clock.now}
    return int(builders.a_message(kind=LetterKind.REMINDER, to_email=email, to_name=who, **at).id)


def states(letters: list[int]) -> list[MessageState]:
    db.session.rollback()
    rows = dict(db.session.query(Message.id, Message.state).filter(Message.id.in_(letters)).all())
    return [rows[letter] for letter in letters]
