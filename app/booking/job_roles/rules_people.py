"""What the list of roles holds about people: nothing, it is about roles."""

from app.booking.job_roles.models import CourseGroup, JobRole, JobRoleCourse
from app.personal.rules import Declaration, ImpersonalTable

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(model=JobRole, because="roles as they are named", columns=("name", "name_key", "also_called")),
    ImpersonalTable(model=JobRoleCourse, because="which course a role needs"),
    ImpersonalTable(model=CourseGroup, because="which groups of roles a course is for"),
)
