"""The letter that tells the training team of addresses that don't work."""

from collections.abc import Sequence

from app.files.letters import Letter, compose
from app.notifications.models_undeliverable import UndeliverableAddress
from app.web.navigation import public_url_of

MOST_NAMED = 50


def mail_came_back(addresses: Sequence[UndeliverableAddress]) -> Letter:
    return compose(
        "notifications/bounces/email/mail_came_back.txt",
        addresses=addresses[:MOST_NAMED],
        how_many=len(addresses),
        more=max(len(addresses) - MOST_NAMED, 0),
        page=public_url_of("mail that came back"),
    )
