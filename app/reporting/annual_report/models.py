"""The annual report: what the office chose and wrote for a year, and each version as it was published."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base


class AnnualReport(Base):
    """The report of a programme year, such as "2013-14". `left_out` holds the keys of the sections switched off."""

    __tablename__ = "annual_report"

    year: Mapped[str] = mapped_column(String(7), unique=True)
    left_out: Mapped[list[str]] = mapped_column(JSON, default=list)

    words: Mapped[list["AnnualReportWords"]] = relationship(back_populates="report")


class AnnualReportWords(Base):
    """What the manager wrote for a section, in Markdown."""

    __tablename__ = "annual_report_words"
    __table_args__ = (UniqueConstraint("report_id", "section"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("annual_report.id"))
    section: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text)

    report: Mapped[AnnualReport] = relationship(back_populates="words")


class PublishedReport(Base):
    """A version of the report as it was published: it is never changed.

    `content` is all that it says, figures and words; `changes` say what differs from the version before, and are empty
    for the first.
    """

    __tablename__ = "published_report"
    __table_args__ = (
        UniqueConstraint("report_id", "version"),
        CheckConstraint("version > 0", name="versions_begin_with_one"),
        CheckConstraint("(version = 1) = (changes = '')", name="a_correction_says_what_changed"),
    )

    report_id: Mapped[int] = mapped_column(ForeignKey("annual_report.id"))
    version: Mapped[int]
    published_at: Mapped[datetime]
    changes: Mapped[str] = mapped_column(Text, default="", server_default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)

    report: Mapped[AnnualReport] = relationship()


class ReportFileKind(StrEnum):
    PDF = "pdf"
    DOCX = "docx"


class PublishedReportFile(Base):
    """The bytes of a version, written once and given again whenever they are asked for."""

    __tablename__ = "published_report_file"
    __table_args__ = (UniqueConstraint("published_report_id", "kind"),)

    published_report_id: Mapped[int] = mapped_column(ForeignKey("published_report.id"))
    kind: Mapped[ReportFileKind]
    content: Mapped[bytes] = mapped_column(LargeBinary)
