"""Who did what to which record, and about whom, written in the same transaction as the deed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base

Fact = str | int | None | Sequence[int] | Mapping[str, Any]
"""What an entry can keep by a name; a date as "2026-12-03"."""


class Verb(StrEnum):
    """Everything that can have been done. The values stand on pages, after a name: "booked a place"."""

    # Accounts and agencies
    CREATED_ACCOUNT = "created an account"
    SIGNED_IN = "signed in"
    KEPT_SIGNED_IN = "stayed signed in on their own device"
    PROVED_AGAIN = "proved again who they are"
    SIGNED_OUT = "signed out"
    SIGNED_OUT_EVERYWHERE = "was signed out everywhere"
    SET_UP_APP = "set up an authenticator app"
    REPLACED_APP = "moved an authenticator app"
    REMOVED_APP = "removed an authenticator app"
    RESET_APP = "reset an authenticator app"
    USED_RECOVERY_CODE = "used a recovery code"
    RENEWED_RECOVERY_CODES = "made new recovery codes"
    LINKED_ACCOUNT = "linked an account to sign in with"
    UNLINKED_ACCOUNT = "unlinked an account to sign in with"
    RENEWED_CALENDAR_ADDRESS = "renewed a calendar address"
    INVITED_COLLEAGUE = "invited a colleague"
    SENT_INVITATION_AGAIN = "sent an invitation again"
    WITHDREW_INVITATION = "withdrew an invitation"
    ACCEPTED_INVITATION = "accepted an invitation"
    CHANGED_ROLE = "changed a role"
    DISABLED_ACCOUNT = "disabled an account"
    ENABLED_ACCOUNT = "enabled an account"
    SET_UP = "set Coursebook up"
    ADDED_AGENCY = "added an agency"
    EDITED_AGENCY = "edited an agency"
    MERGED_AGENCY = "merged an agency"
    IMPORTED_AGENCY = "imported an agency"
    ADDED_AGENCY_CONTACT = "added a contact of an agency"
    EDITED_AGENCY_CONTACT = "edited a contact of an agency"
    TOLD_WORKFORCE = "said how many work for an agency"
    REMOVED_AGENCY_CONTACT = "removed a contact of an agency"
    CHANGED_OWN_DETAILS = "changed their own details"
    CORRECTED_PERSON = "corrected a person’s details"
    ASKED_FOR_NEW_ADDRESS = "asked for a new e-mail address"
    ASKED_OFFICE_FOR_NEW_ADDRESS = "asked the office for a new address"
    GAVE_UP_NEW_ADDRESS = "gave up a new e-mail address"
    CHANGED_ADDRESS = "changed an e-mail address"
    KEPT_NEEDS = "kept needs for the next booking"
    FORGOT_NEEDS = "deleted the needs that were kept"

    # Mail and subscriptions
    SENT_MESSAGE_AGAIN = "sent a message again"
    TRIED_ALL_AGAIN = "had all messages tried again"
    SENT_TEST = "sent a test message"
    SAID_ADDRESS_WORKS = "said that an address works again"
    HELD_MAIL_BACK = "held mail back"
    STARTED_MAIL = "started mail"
    SUBSCRIBED = "subscribed an address"
    CONFIRMED_SUBSCRIPTION = "confirmed a subscription"
    ENDED_SUBSCRIPTION = "ended a subscription"

    # The programme
    ADDED_COURSE = "added a course"
    EDITED_COURSE = "edited a course"
    ADDED_MATERIAL = "added a material"
    REMOVED_MATERIAL = "removed a material"
    ADDED_TRAINER = "added a trainer"
    EDITED_TRAINER = "edited a trainer"
    ADDED_VENUE = "added a venue"
    EDITED_VENUE = "edited a venue"
    ADDED_ROOM = "added a room of a venue"
    EDITED_ROOM = "edited a room of a venue"
    REMOVED_ROOM = "removed a room of a venue"
    MERGED_VENUE = "merged free text into a venue"
    CONFIRMED_TRAINER = "confirmed a trainer"
    UNCONFIRMED_TRAINER = "put a trainer back to asked"
    ASKED_TRAINER = "asked a trainer by mail"
    AGREED_TO_TRAIN = "said yes to training a session"
    DECLINED_TO_TRAIN = "said no to training a session"
    RETIRED_TRAINER = "retired a trainer"
    TOOK_BACK_TRAINER = "took a trainer back into the pool"
    ADDED_UNAVAILABLE_DATES = "noted when a trainer can’t teach"
    REMOVED_UNAVAILABLE_DATES = "removed when a trainer can’t teach"
    SAVED_LEARNING_WEEK = "saved a Learning Week"
    DELETED_LEARNING_WEEK = "deleted an empty Learning Week"
    ADDED_SESSION = "added a session"
    COPIED_SESSION = "copied a session"
    IMPORTED_SESSION = "imported a session"
    EDITED_SESSION = "edited a session"
    PUBLISHED_SESSION = "published a session"
    CHANGED_PUBLISHED_SESSION = "changed a published session"
    CANCELLED_SESSION = "cancelled a session"
    SAW_WARNINGS = "saw warnings about a session"
    WANTED_WARNINGS_AGAIN = "had warnings about a session said again"
    DELETED_DRAFT = "deleted a draft session"
    ADDED_BUDGET_LINE = "added a budget line"
    EDITED_BUDGET_LINE = "edited a budget line"
    REMOVED_BUDGET_LINE = "removed a budget line"
    ADDED_SPENDING = "entered what was spent on a budget line"
    REMOVED_SPENDING = "removed what was spent on a budget line"
    SET_SESSION_COSTS = "entered what a session cost"
    GAVE_FIGURES = "gave figures of an earlier year"
    REMOVED_FIGURES = "removed figures of an earlier year"
    EDITED_ANNUAL_REPORT = "edited an annual report"
    PUBLISHED_ANNUAL_REPORT = "published an annual report"
    MADE_BOARD_PACK = "kept a board pack"
    CHOSE_REQUIREMENT = "chose how many sessions a year needs"
    SET_BOOKING_RULES = "set the booking rules"
    SET_INVITED = "said who is invited"
    ADDED_JOB_ROLE = "added a job role"
    EDITED_JOB_ROLE = "edited a job role"
    REMOVED_JOB_ROLE = "removed a job role"
    SET_COURSE_GROUPS = "said which groups a course is for"
    RENEWED_INVITATION_LINK = "made a new invitation link"
    SET_UP_E_LEARNING = "said where an e-learning course is"
    SHOWED_SPEAKER = "showed a speaker"
    REMOVED_SPEAKER = "removed a speaker"

    # Terms
    ADDED_POLICY_VERSION = "added a policy version"
    REMOVED_POLICY_VERSION = "removed a policy version"
    ADDED_CLOSED_DAY = "added a closed day"
    REMOVED_CLOSED_DAY = "removed a closed day"

    # Bookings
    HELD_PLACE = "held a place"
    ASKED_FOR_PLACE = "asked for a place"
    BOOKED_PLACE = "booked a place"
    WITHDREW_BOOKING = "withdrew a booking"
    GAVE_PLACE_TO_COLLEAGUE = "gave a place to a colleague"
    TOOK_COLLEAGUES_PLACE = "took a colleague's place"
    CAME_INSTEAD = "came instead of a colleague"
    MOVED_TO_ANOTHER_DATE = "moved to another date"
    CAME_FROM_ANOTHER_DATE = "took a place instead of another date"
    ACCEPTED_OTHER_EVIDENCE = "accepted other evidence"
    LIFTED_BAR = "lifted the bar after absences"
    CHANGED_NEEDS = "changed the needs of a booking"
    CHANGED_ROLE_ON_BOOKING = "changed the role on a booking"
    RENEWED_BOOKING_LINK = "stopped the mailed links to a booking"
    SENT_JOINING_DETAILS_AGAIN = "sent the joining details again"
    HELD_PLACES_WITHOUT_NAMES = "held places for an agency"
    LET_HELD_PLACES_GO = "let held places go"
    WROTE_TO_EVERYBODY = "wrote to everybody on a session"
    BROUGHT_OVER = "brought sessions and bookings over"
    TOLD_WHO_CAME_OVER = "had those told whose bookings came over"
    UNDID_COMING_OVER = "undid what was brought over"

    # The waiting list
    ASKED_TO_WAIT = "asked to wait"
    JOINED_WAITING_LIST = "joined the waiting list"
    MOVED_TO_THE_FRONT = "moved to the front of the waiting list"
    WAS_OFFERED_PLACE = "was offered a place"
    ACCEPTED_OFFER = "accepted an offer"
    LET_OFFER_PASS = "let an offer pass"  # noqa: S105 (no password)
    PROMOTED_FROM_WAITING_LIST = "got a place from the waiting list"
    LEFT_WAITING_LIST = "left the waiting list"
    LEFT_WAITING_LIST_FOR_COLLEAGUES_PLACE = "left the list for a colleague's place"
    WALKED_IN_FROM_WAITING_LIST = "walked in from the waiting list"
    PAUSED_OFFERS = "paused offers"
    RESUMED_OFFERS = "resumed offers"

    # Registers
    MARKED_BOOKING = "marked a booking"
    MARKED_EVERYONE = "marked everyone as here"
    TOOK_BACK_EVERYONE = "took back that everyone is here"
    ADDED_WALK_IN = "added a walk-in"
    REMOVED_WALK_IN = "removed a walk-in"
    TOOK_TEAMS_REPORT = "took a Teams report"
    TYPED_WRONG_ROOM_CODE = "typed a wrong room code"
    COUNTED_HEADS = "counted heads"
    CLOSED_REGISTER = "closed a register"
    CORRECTED_REGISTER = "corrected a closed register"

    # Charges and bills
    PROPOSED_CHARGE = "proposed a charge"
    ASKED_FOR_REASON = "asked for the reason"
    ASKED_FOR_REASON_AGAIN = "asked for the reason again"
    GAVE_REASON = "gave a reason"
    REPLACED_REASON = "replaced the reason"
    PASSED_DEADLINE_FOR_REASON = "passed the deadline for a reason"
    CONFIRMED_CHARGE = "confirmed a charge"
    WAIVED_CHARGE = "waived a charge"
    WITHDREW_CHARGE = "withdrew a charge"
    CREDITED_CHARGE = "credited a charge"
    SET_VAT_CODE = "set a VAT code"
    SET_BILLING_DETAILS = "set billing details"
    MADE_BILL = "made a bill"
    BILLED_CHARGE = "billed a charge"
    CREDITED_ON_BILL = "credited on a bill"
    SET_OFF_AGAINST_CREDITS = "set off against credits"
    MARKED_CHARGE_PAID = "marked a charge as paid"
    WROTE_OFF_CHARGE = "wrote off a charge"
    PAID_BILL_BACK = "paid a bill back"

    # Evaluation
    STARTED_QUESTIONNAIRE_DRAFT = "started a draft of a questionnaire"
    DISCARDED_QUESTIONNAIRE_DRAFT = "discarded a draft of a questionnaire"
    PUT_QUESTIONNAIRE_IN_USE = "put a questionnaire in use"
    GAVE_DEFAULT_QUESTIONNAIRE = "gave a course the default questionnaire"
    KEPT_OWN_DEFAULT_QUESTIONNAIRE = "kept a default questionnaire as it was"
    ADDED_KNOWLEDGE_ITEM = "added a knowledge item"
    CHANGED_KNOWLEDGE_ITEM = "changed a knowledge item"
    RETIRED_KNOWLEDGE_ITEM = "retired a knowledge item"
    BROUGHT_BACK_KNOWLEDGE_ITEM = "brought back a knowledge item"
    SET_QUESTIONNAIRE_TIMING = "set when a questionnaire is asked"
    GAVE_DEFAULT_TIMINGS = "gave a course the default timings"
    ASKED_FOR_ANSWER_AGAIN = "asked for an answer again"
    TYPED_IN_FROM_PAPER = "typed in a questionnaire from paper"
    TOOK_BACK_FROM_PAPER = "took back a questionnaire from paper"
    NAMED_THEME = "named a theme"
    RENAMED_THEME = "renamed a theme"
    DEFINED_THEME = "said what a theme means"
    MERGED_THEME = "merged a theme"
    REMOVED_THEME = "removed a theme"
    CHOSE_QUOTE = "chose a quote"
    TOOK_BACK_QUOTE = "took back a quote"
    CLEARED_COMMENT = "found that a comment names nobody"
    REDACTED_COMMENT = "redacted a comment"
    ENTERED_EVIDENCE_OF_RESULTS = "entered evidence of results"
    CORRECTED_EVIDENCE_OF_RESULTS = "corrected evidence of results"
    REMOVED_EVIDENCE_OF_RESULTS = "removed evidence of results"
    EXPORTED_ANSWERS = "exported answers"
    EXPORTED_LIST = "exported a list of bookings"

    # Single-agency training
    ASKED_FOR_RETURN = "asked what an agency trained itself"
    CHANGED_RETURN_CONTACT = "changed whom a return is asked of"
    SENT_RETURN_LINK_AGAIN = "sent the link of a return again"
    TOOK_BACK_RETURN = "asked an agency no more"
    SENT_IN_RETURN = "sent in a single-agency return"
    REOPENED_RETURN = "took back a return to change it"
    ACCEPTED_RETURN = "accepted a single-agency return"
    ASKED_FOR_RETURN_AGAIN = "asked for a return again"

    # People and certificates
    WROTE_PERSON_NOTE = "noted something about a person"
    ISSUED_CERTIFICATE = "issued a certificate"
    RELEASED_CERTIFICATE = "released a certificate"
    WITHDREW_CERTIFICATE = "withdrew a certificate"
    RESTORED_CERTIFICATE = "restored a certificate"
    RECORDED_TRAINING_ELSEWHERE = "recorded training elsewhere"
    ADDED_EVIDENCE_OF_TRAINING = "added evidence of training elsewhere"
    CONFIRMED_TRAINING_ELSEWHERE = "confirmed training elsewhere"
    REMOVED_TRAINING_ELSEWHERE = "removed training elsewhere"
    RECORDED_COMPLETION = "recorded e-learning as completed"
    REMOVED_COMPLETION = "removed a completion of e-learning"

    # People and their data
    EXPORTED_PERSON = "exported what is kept about a person"
    MERGED_PERSON = "merged a person's record"
    SET_BOOKING_ASIDE = "set a second booking aside"
    ERASED_PERSON = "erased a person"
    FORGOT_WHAT_WAS_DUE = "forgot what was due"

    # The log itself
    EXPORTED_AUDIT_TRAIL = "exported the audit trail"

    # Settings
    CHANGED_SETTINGS = "changed settings"

    # Backups
    RESTORED_BACKUP = "restored a backup"

    # The demo
    LOADED_DEMO = "loaded the demo"


class AuditEntry(Base):
    """One deed. People are kept by id, so that erasing a person's name erases it here too.

    `person_id` is the person whom the record is about, such as a booking's practitioner. `data` keeps what changed,
    by name: {"before": "no-show", "after": "excused"}, {"reason": …}; a mark that wasn't there is null.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_record_type_record_id", "record_type", "record_id", "at", "id"),
        Index(None, "record_type", "at", "id"),
        Index(None, "person_id", "at", "id"),
        Index(None, "actor_id", "at", "id"),
        Index(None, "verb", "at", "id"),
        Index(None, "at", "id"),
    )

    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    verb: Mapped[Verb]
    record_type: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
