"""Certificates and training records on paper."""

import io
from datetime import date, datetime
from typing import Any

import segno
from flask import Response

from app.core import links
from app.files.documents import as_download, typeset
from app.records.certificates import rules
from app.records.certificates.models import Certificate
from app.web.formatting import day_month_year, hours


def certificate_paper(certificate: Certificate) -> Response:
    """The certificate as PDF."""
    booking, session = certificate.booking, certificate.booking.session
    address = links.url(f"/certificates/{certificate.code_in_groups}")
    data = {
        "name": booking.name,
        "course": certificate.course_title,
        "level": certificate.level,
        "dates": rules.dates_in_words(session.days),
        "length": hours(sum(session.minutes_per_day)),
        "delivery": rules.delivery_in_words(session.delivery),
        "code": certificate.code_in_groups,
        "issued": day_month_year(certificate.issued_at),
        "address": links.url("/certificates"),
        "qr": _qr(address),
    }
    content = typeset(
        "records/certificates/certificate.typ", data, title="Certificate of attendance", at=certificate.issued_at
    )
    return as_download(content, f"certificate-{certificate.code_in_groups}.pdf")


def paper(template: str, data: dict[str, Any], *, title: str, name: str, at: datetime) -> Response:
    """Any other paper of the room, as things stand at an instant."""
    return as_download(typeset(template, {"until": day_month_year(at), **data}, title=title, at=at), name)


def as_day(day: date | None) -> str:
    return day_month_year(day) if day else ""


def _qr(address: str) -> str:
    """A picture of an address, as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=0, dark="#14252b", xmldecl=False, svgclass=None)
    return out.getvalue().decode()
