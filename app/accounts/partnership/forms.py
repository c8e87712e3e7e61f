"""The forms of the settings: one a group, each of which says the group as it was typed."""

from dataclasses import asdict, replace
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.accounts.partnership import rules, rules_colour
from app.accounts.partnership.forms_group import GroupForm
from app.accounts.partnership.forms_programme import (
    BillTermsForm,
    EmbeddedListForm,
    HeldPlacesForm,
    IntroductionForm,
    LunchtimeForm,
    ReminderTimesForm,
    ReviewLineForm,
    TrainerMailForm,
)
from app.core import clock
from app.settings import queries as settings
from app.settings.rules import SettingsGroup
from app.settings.rules_bills import BillTerms
from app.settings.rules_lists import KeptList, ListEntry
from app.settings.rules_notices import AccessibilityCheck
from app.settings.rules_partnership import Appearance, MailSender, PartnershipDetails
from app.settings.rules_programme import (
    EmbeddedList,
    HeldPlaces,
    LunchtimeSeries,
    ProgrammeIntroduction,
    ReviewLine,
)
from app.settings.rules_reminders import ReminderTimes
from app.settings.rules_trainers import TrainerMail
from app.web.fields import (
    DateField,
    WholeNumberField,
    choice_field,
    email_field,
    file_field,
    long_text_field,
    text_field,
    tick_field,
)
from app.web.forms import Form


class DetailsForm(GroupForm):
    name = text_field("Name of the partnership", required="Enter the partnership’s name", autocomplete="off")
    address = long_text_field("Address", hint="As it stands on a letter, one line below the other.", most=500)
    telephone = text_field(
        "Telephone", hint="Stands behind every “telephone us”, on pages and in mail.", most=40, autocomplete="off"
    )
    mailbox = email_field("Mailbox", hint="Where people write to the training team.", autocomplete="off")
    hours = text_field("Hours", hint="Such as: Monday to Friday, 9am to 4:30pm", autocomplete="off")


class SenderForm(GroupForm):
    sender_name = text_field(
        "Sender’s name", hint="Leave empty for the partnership’s name.", most=100, autocomplete="off"
    )
    reply_to = email_field(
        "Replies go to",
        hint="Leave empty for the mailbox under “Name and contact”, or where there is none for the address that mail "
        "is sent from.",
        autocomplete="off",
    )


class AccessibilityCheckForm(GroupForm):
    tested_on = DateField("Tested on", description="Leave empty if you haven’t tested it yet: the statement says so.")
    standard = text_field("Standard", required="Enter the standard")
    how = long_text_field(
        "How it was tested",
        hint="By whom and with what, such as: by the training team with a keyboard alone, a screen reader and axe.",
        most=1000,
    )
    does_not_pass = long_text_field("What doesn’t pass", hint="One thing a line.", most=4000)
    complaints = long_text_field(
        "How to complain",
        hint="Leave empty to say: write to the training team first, then to the Equality Advisory and Support Service.",
        most=1000,
    )

    @staticmethod
    def shown(group: SettingsGroup) -> dict[str, Any]:
        given = asdict(group)
        day = given["tested_on"]
        return given | {"tested_on": DateField.read(day) if day else None}

    def validate_tested_on(self, field: Any) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError("Enter the day of a test that has been made")

    def wanted(self) -> SettingsGroup:
        day, typed = self.tested_on.data, asdict(super().wanted())
        return AccessibilityCheck(**typed | {"tested_on": day.isoformat() if day else ""})


class AppearanceForm(GroupForm):
    header_colour = text_field(
        "Header colour",
        hint="As your brand guide writes it, such as #0f5257",
        required="Enter a colour, such as #0f5257",
        most=7,
        classes="govuk-input--width-10",
        autocomplete="off",
        spellcheck="false",
    )
    words_on_it = choice_field(
        "Words on it",
        [(name, name.capitalize()) for name in rules_colour.WORDS],
        required="Choose the colour of the words",
    )
    logo = file_field("Logo", hint="PNG, JPEG or SVG, 500 kB at most. Leave empty to keep what is there.")
    logo_words = text_field(
        "The logo in words",
        hint="Read out to those who can’t see it. Leave it empty if the logo shows no more than the name beside it.",
        autocomplete="off",
    )
    removes_logo = tick_field("Take the logo away")

    def validate_header_colour(self, field: Any) -> None:
        try:
            field.data = rules_colour.as_colour(field.data)
        except ValueError:
            raise ValidationError("Enter a colour of six digits, 0 to 9 and a to f, such as #0f5257") from None

    def wanted(self) -> Appearance:
        typed = replace(
            Appearance(**asdict(self.group)),
            header_colour=self.header_colour.data,
            words_on_it=self.words_on_it.data,
            logo_words=self.logo_words.data or "",
        )
        return replace(typed, logo_stored_as="", logo_media_type="", logo_words="") if self.removes_logo.data else typed


FURTHER_ROWS = 2
"""Empty rows for what is added."""

MOST_ENTRIES = 40


class ListForm(Form):
    """A row for each entry, and some empty ones. `seen` are the keys of the list that the rows were drawn from."""

    seen = HiddenField()

    def __init__(self, listed: KeptList, shown: dict[str, Any]) -> None:
        self.entries = listed.all
        self.keys = "|".join(entry.key for entry in self.entries)
        self.shown = shown | {"seen": self.keys}
        super().__init__(data=self.shown)

    def validate(self, extra_validators: Any = None) -> bool:
        """What was typed into the rows of another list is given up: they may be others now."""
        if self.seen.data == self.keys:
            return bool(super().validate(extra_validators))
        for field in self:
            if field.name != "csrf_token":
                field.process(None, self.shown.get(field.name))
                field.raw_data = None
        self.form_errors.append("Somebody else has just changed this list. This is how it stands now.")
        return False

    def wanted(self) -> list[rules.ListRow]:
        return [
            rules.ListRow(
                entry.key if entry else "",
                name.data or "",
                MOST_ENTRIES if place.data is None else place.data,
                bool(retired.data),
            )
            for entry, name, place, retired in self.rows()
        ]

    def rows(self) -> list[tuple[ListEntry | None, Any, Any, Any]]:
        """Each entry, or None for a new one, with its fields: name, place, and whether it is retired."""
        entries = [*self.entries, *[None] * FURTHER_ROWS]
        return [
            (entry, self[f"name_{number}"], self[f"place_{number}"], self[f"retired_{number}"])
            for number, entry in enumerate(entries)
        ]


def list_form(listed: KeptList) -> ListForm:
    """The form of a list as it stands."""
    fields: dict[str, Any] = {}
    entries: list[ListEntry | None] = [*listed.all, *[None] * FURTHER_ROWS]
    for number, entry in enumerate(entries):
        what = entry.name if entry else f"new {number - len(listed.all) + 1}"
        fields[f"name_{number}"] = text_field(f"Name of {what}", most=80, autocomplete="off")
        fields[f"place_{number}"] = WholeNumberField(f"Place of {what}")
        fields[f"retired_{number}"] = tick_field(f"Retire {what}")
    form = type("RowsOfListForm", (ListForm,), fields)
    shown = {
        name: value
        for number, entry in enumerate(listed.all)
        for name, value in (
            (f"name_{number}", entry.name),
            (f"place_{number}", number + 1),
            (f"retired_{number}", entry.is_retired),
        )
    }
    made: ListForm = form(listed, shown)
    return made


FORMS: dict[type[SettingsGroup], type[GroupForm]] = {
    PartnershipDetails: DetailsForm,
    MailSender: SenderForm,
    ProgrammeIntroduction: IntroductionForm,
    ReviewLine: ReviewLineForm,
    HeldPlaces: HeldPlacesForm,
    LunchtimeSeries: LunchtimeForm,
    EmbeddedList: EmbeddedListForm,
    TrainerMail: TrainerMailForm,
    BillTerms: BillTermsForm,
    AccessibilityCheck: AccessibilityCheckForm,
    ReminderTimes: ReminderTimesForm,
}


def form_of(group: type[SettingsGroup]) -> GroupForm:
    """The form of a group as it stands."""
    return FORMS[group](settings.current(group))
