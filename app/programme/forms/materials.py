"""The form of a material."""

from typing import Any

from werkzeug.utils import secure_filename
from wtforms.validators import ValidationError

from app.fields import Form, file_field, text_field, tick_field


class MaterialForm(Form):
    title = text_field("Title", required="Enter a title, such as Slides")
    file = file_field("File", required="Choose a file", hint="PDF, PPTX or ODP, 20 MB at most.")
    is_for_attendees = tick_field(
        "Only afterwards, for those who were there",
        hint="Otherwise everybody with a place has it from the booking on.",
    )

    def validate_file(self, field: Any) -> None:
        if field.data and not self.file_name:
            raise ValidationError("Give the file a name with letters or figures in it")

    @property
    def file_name(self) -> str:
        """Its name without anything that a file system or a header could take amiss."""
        return secure_filename(self.file.data.filename or "")[-200:]
