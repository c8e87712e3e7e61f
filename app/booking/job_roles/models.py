"""Job roles, the courses that each needs, and the groups that a course is for."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base
from app.programme.models import Course


class RoleGroup(StrEnum):
    """How near somebody's work is to children: the groups by which partnerships say who needs which training."""

    A = "A"
    B = "B"
    C = "C"

    @property
    def words(self) -> str:
        return {
            "A": "are in contact with children or their families now and then",
            "B": "work regularly with children, or with adults who care for them",
            "C": "hold responsibility for safeguarding, or lead it",
        }[self]


class JobRole(Base):
    """A role as the office names it, its group, and what else people call it, a name on each line.

    A person's role is what they typed: it is one of the list if it is spelled like its name, or like one of the others.
    """

    __tablename__ = "job_role"

    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(600), unique=True)
    group: Mapped[RoleGroup]
    also_called: Mapped[str] = mapped_column(Text, default="", server_default="")

    courses: Mapped[list[Course]] = relationship(
        secondary="job_role_course", order_by=Course.title, viewonly=True, lazy="selectin"
    )

    @property
    def other_names(self) -> list[str]:
        return [line.strip() for line in self.also_called.splitlines() if line.strip()]


class JobRoleCourse(Base):
    """That a role needs a course."""

    __tablename__ = "job_role_course"
    __table_args__ = (UniqueConstraint("job_role_id", "course_id"),)

    job_role_id: Mapped[int] = mapped_column(ForeignKey("job_role.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)


class CourseGroup(Base):
    """That a course is for a group of roles. A course of no group is for everybody."""

    __tablename__ = "course_group"
    __table_args__ = (UniqueConstraint("course_id", "group"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    group: Mapped[RoleGroup]
