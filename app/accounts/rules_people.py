"""What is kept about people themselves, and how they proved their addresses."""

from sqlalchemy import or_

from app.accounts.models import AddressProof, Agency, User
from app.accounts.models_former import FormerName
from app.core.roles import Role
from app.personal.rules import Declaration, Forgotten, ImpersonalTable, PersonalTable

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=User,
        title="Details",
        where=lambda subject: or_(User.id == subject.number, User.merged_into_id == subject.number),
        pseudonyms=("name",),
        addresses=("email",),
        empties=(
            *("job_role", "team", "manager_name", "manager_email", "search_text"),
            *("access_needs", "dietary_needs"),
        ),
        sets={
            "needs_kept_at": None,
            "role": Role.PRACTITIONER,
            "agency_id": None,
            "has_no_manager": False,
            "address_proved_at": None,
            "signed_in_at": None,
            "calendar_version": User.calendar_version + 1,
        },
        keeps={"merged_into_id": "a number: which record another became part of"},
        inner=("search_text", "calendar_version"),
        beside={"Agency": "agency.name"},
    ),
    PersonalTable(
        model=User,
        title="People who name this address as their line manager’s",
        address="manager_email",
        empties=("manager_name", "manager_email"),
        shows=("manager_name", "manager_email"),
    ),
    PersonalTable(
        model=AddressProof,
        title="Codes and sign-in links that were asked for",
        address="email",
        addresses=("email",),
        empties=("client_address", "leads_to"),
    ),
    Forgotten(
        kind="proofs_days",
        what="addresses that codes were asked for",
        model=AddressProof,
        due=lambda before: AddressProof.expires_at < before,
        addresses=("email",),
        empties=("client_address", "leads_to"),
    ),
    ImpersonalTable(model=Agency, because="the name of an employer", columns=("name", "name_key")),
    ImpersonalTable(model=FormerName, because="a name that an employer had", columns=("name",)),
)
