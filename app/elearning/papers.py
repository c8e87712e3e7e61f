"""The certificate of an e-learning course, as PDF."""

from flask import Response

from app.elearning.models import ELearningCompletion
from app.files.documents import as_download, typeset
from app.web.formatting import day_month_year, hours
from app.web.navigation import public_url_of


def completion_paper(completion: ELearningCompletion) -> Response:
    data = {
        "name": completion.person.name,
        "course": completion.course_title,
        "level": completion.level,
        "date": day_month_year(completion.completed_on),
        "length": hours(completion.minutes) if completion.minutes else "",
        "code": completion.code_in_groups,
        "address": public_url_of("certificates"),
    }
    content = typeset("elearning/certificate.typ", data, title="Certificate of completion", at=completion.recorded_at)
    return as_download(content, f"certificate-{completion.code_in_groups}.pdf")
