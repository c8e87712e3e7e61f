"""Mail about certificates."""

from app import links
from app.letters import Letter, compose
from app.links import Secret
from app.records.models import Certificate


def certificates(theirs: list[Certificate], *, is_again: bool = False) -> Letter:
    """Some certificates of one person, each with its personal link."""
    return compose(
        "records/email/certificates.txt",
        certificates=theirs,
        is_again=is_again,
        my_training=links.url("/training"),
        secrets={f"certificate_{each.id}": Secret("certificate", each.id) for each in theirs},
    )


def withdrawn(certificate: Certificate) -> Letter:
    """That it isn't valid any more, and whom to ask."""
    return compose("records/email/withdrawn.txt", certificate=certificate, session=certificate.booking.session)
