"""Reading what people wrote: themes, quotes for the report, and redaction."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.evaluation.answering.models import Answer
from app.evaluation.comments import queries, refusals, rules
from app.evaluation.comments.models import MOST_OF_A_THEME, Theme, answer_theme

TURN = "what people wrote"


@dataclass(frozen=True)
class CommentMarks:
    """What a reader makes of one comment: the themes ticked and whether it is a quote, now and as it stood on the page.

    Only what the reader changed is kept, so that two people can read the same page. `new_theme` is named by it, or
    found if there is one of that name. `names_nobody`: the reader has looked at what is flagged. `fits_none`: no theme
    does, so that the comment leaves the queue without one.
    """

    answer_id: int
    stood: frozenset[int] = frozenset()
    ticked: frozenset[int] = frozenset()
    new_theme: str = ""
    was_quote: bool = False
    is_quote: bool = False
    names_nobody: bool = False
    fits_none: bool = False

    @property
    def puts_under_a_theme(self) -> bool:
        return bool(self.stood != self.ticked or self.new_theme)

    @property
    def changes_anything(self) -> bool:
        is_found = self.names_nobody or self.fits_none
        return self.puts_under_a_theme or is_found or self.was_quote != self.is_quote


@command
def keep_what_was_read(read: Iterable[CommentMarks], *, by: User, at: datetime) -> int:
    """Keep a page of ticks; returns how many comments changed. Raises ThemeNameTooLong or MayNameSomebody."""
    advisory_lock(TURN)
    changed = {each.answer_id: each for each in read if each.changes_anything}
    themes = {theme.id for theme in queries.themes()}
    wanted = select(Answer).where(Answer.id.in_(changed), Answer.words != "")
    comments = db.session.scalars(wanted.order_by(Answer.id)).all()
    standing = queries.themes_of(changed)
    for answer in comments:
        each = changed[answer.id]
        stood = {theme.id for theme in standing.get(answer.id, ())}
        ids = {number for number in stood - (each.stood - each.ticked) | (each.ticked - each.stood) if number in themes}
        if each.new_theme:
            ids.add((_named(each.new_theme) or name_theme(each.new_theme, by=by, at=at)).id)
        put_under(answer, ids, instead_of=stood)
        _keep_reading(answer, each, by=by, at=at)
        if each.was_quote != each.is_quote:
            if each.is_quote:
                _must_name_nobody(answer)
            answer.is_quote = each.is_quote
            audit.write(Verb.CHOSE_QUOTE if each.is_quote else Verb.TOOK_BACK_QUOTE, answer, by=by, at=at)
    return len(comments)


def _keep_reading(answer: Answer, each: CommentMarks, *, by: User, at: datetime) -> None:
    if not (each.names_nobody or each.fits_none):
        return
    reading = queries.reading_of(answer)
    db.session.add(reading)
    if each.fits_none:
        reading.left_unthemed_at = at
    if each.names_nobody and reading.names_nobody_at is None:
        reading.names_nobody_at, reading.names_nobody_by_id = at, by.id
        audit.write(Verb.CLEARED_COMMENT, answer, by=by, at=at)
    db.session.flush()


def _must_name_nobody(answer: Answer) -> None:
    """Raises MayNameSomebody."""
    comment = queries.comment(answer.id)
    if comment and comment.may_name_somebody:
        raise refusals.MayNameSomebody


@command
def put_under(answer: Answer, theme_ids: Set[int], *, instead_of: Set[int] = frozenset()) -> None:
    """A comment stands under these themes, and no longer under what of `instead_of` isn't among them."""
    of_answer = answer_theme.c.answer_id == answer.id
    db.session.execute(delete(answer_theme).where(of_answer, answer_theme.c.theme_id.in_(instead_of - theme_ids)))
    if new := theme_ids - instead_of:
        db.session.execute(insert(answer_theme), [{"answer_id": answer.id, "theme_id": number} for number in new])


@command
def name_theme(name: str, *, definition: str = "", example: str = "", by: User, at: datetime) -> Theme:
    """Raises ThemeNameTaken or ThemeNameTooLong."""
    advisory_lock(TURN)
    _must_be_free(name, None)
    theme = Theme(name=name, definition=definition, example=example)
    db.session.add(theme)
    audit.write(Verb.NAMED_THEME, theme, by=by, at=at, name=name)
    return theme


@command
def change_theme(theme: Theme, name: str, *, definition: str, example: str, by: User, at: datetime) -> None:
    """What it is called and means; its comments go with it. Raises ThemeNameTaken or ThemeNameTooLong."""
    advisory_lock(TURN)
    _must_be_free(name, theme)
    if name != theme.name:
        audit.write(Verb.RENAMED_THEME, theme, by=by, at=at, name=name)
    if (definition, example) != (theme.definition, theme.example):
        audit.write(Verb.DEFINED_THEME, theme, by=by, at=at, name=name)
    theme.name, theme.definition, theme.example = name, definition, example


@command
def merge_theme(theme: Theme, into: Theme, *, by: User, at: datetime) -> None:
    """Its comments stand under the other one, and it is gone."""
    advisory_lock(TURN)
    have_both = select(answer_theme.c.answer_id).where(answer_theme.c.theme_id == into.id)
    of_theme = answer_theme.c.theme_id == theme.id
    has_one = answer_theme.c.answer_id.not_in(have_both)
    db.session.execute(answer_theme.update().where(of_theme, has_one).values(theme_id=into.id))
    audit.write(Verb.MERGED_THEME, into, by=by, at=at, before=theme.name, after=into.name)
    _delete(theme)


@command
def remove_theme(theme: Theme, *, by: User, at: datetime) -> None:
    """From every comment; the comments stay."""
    advisory_lock(TURN)
    audit.write(Verb.REMOVED_THEME, theme, by=by, at=at, name=theme.name)
    _delete(theme)


@command
def redact(answer: Answer, words: str, *, seen: datetime | None, by: User, at: datetime) -> None:
    """What stood before is replaced for good, and nothing keeps it: the audit says who, when and which answer.

    `seen` is when it was last redacted as its reader saw it: nobody puts back what another has just taken out.
    Raises RedactedMeanwhile or NothingTakenOut.
    """
    advisory_lock(TURN)
    db.session.refresh(answer, with_for_update={"of": Answer})
    if answer.redacted_at != seen:
        raise refusals.RedactedMeanwhile
    if not rules.is_anything_taken_out(answer.words, words):
        raise refusals.NothingTakenOut
    answer.words, answer.redacted_at, answer.redacted_by_id = words, at, by.id
    reading = queries.reading_of(answer)
    reading.names_nobody_at = reading.names_nobody_by_id = None  # what is left is looked at anew
    audit.write(Verb.REDACTED_COMMENT, answer, by=by, at=at)


def _named(name: str) -> Theme | None:
    return next((theme for theme in queries.themes() if theme.name.casefold() == name.casefold()), None)


def _must_be_free(name: str, theme: Theme | None) -> None:
    if len(name) > MOST_OF_A_THEME:
        raise refusals.ThemeNameTooLong
    if _named(name) not in (None, theme):
        raise refusals.ThemeNameTaken


def _delete(theme: Theme) -> None:
    db.session.execute(delete(answer_theme).where(answer_theme.c.theme_id == theme.id))
    db.session.delete(theme)
