"""Mail about certificates."""

from app.core import links
from app.core.links import Secret
from app.files.letters import Letter, compose
from app.records.certificates.models import Certificate


def certificates(theirs: list[Certificate], *, is_again: bool = False) -> Letter:
    """Some certificates of one person, each with its personal link."""
    return compose(
        "records/certificates/email/certificates.txt",
        certificates=theirs,
        is_again=is_again,
        my_training=links.url("/training"),
        secrets={f"certificate_{each.id}": Secret("certificate", each.id) for each in theirs},
    )


def withdrawn(certificate: Certificate) -> Letter:
    """That it isn't valid any more, and whom to ask."""
    return compose(
        "records/certificates/email/withdrawn.txt", certificate=certificate, session=certificate.booking.session
    )
