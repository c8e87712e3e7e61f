"""Form fields that render as GOV.UK components, with that library's rough edges mended once."""

from app.fields.checks import needed
from app.fields.choices import choice_field, options, select_field, tick_field, ticks_field
from app.fields.form import Form, FormOfLines
from app.fields.text import code_field, email_field, file_field, long_text_field, text_field
from app.fields.written import DateField, PoundsField, TimeField, WholeNumberField

__all__ = [
    "DateField",
    "Form",
    "FormOfLines",
    "PoundsField",
    "TimeField",
    "WholeNumberField",
    "choice_field",
    "code_field",
    "email_field",
    "file_field",
    "long_text_field",
    "needed",
    "options",
    "select_field",
    "text_field",
    "tick_field",
    "ticks_field",
]
