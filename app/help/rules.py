"""Which pages of help there are, and whose is whose."""

from dataclasses import dataclass

from app.core.roles import Role


@dataclass(frozen=True)
class HelpPage:
    """A page for those who have the roles; `who` is said of them in a list."""

    name: str
    template: str
    who: str
    roles: frozenset[Role] = frozenset()


PAGES = {
    page.name: page
    for page in (
        HelpPage("practitioner", "help/practitioner.html", "Practitioners", frozenset({Role.PRACTITIONER})),
        HelpPage("agency-lead", "help/agency_lead.html", "Agency leads", frozenset({Role.AGENCY_LEAD})),
        HelpPage("trainer", "help/trainer.html", "Trainers", frozenset({Role.TRAINER})),
        HelpPage("finance", "help/finance.html", "Finance", frozenset({Role.FINANCE})),
        HelpPage(
            "training-team",
            "help/training_team.html",
            "The training team",
            frozenset({Role.TRAINING_OFFICER, Role.TRAINING_MANAGER}),
        ),
        HelpPage("running", "help/running.html", "Who runs Coursebook"),
    )
}
"""In the order in which they are listed."""


def page_for(role: Role | None) -> HelpPage:
    """That of a role; of practitioners for whoever isn't signed in."""
    return next((page for page in PAGES.values() if role in page.roles), PAGES["practitioner"])
