"""What was offered, who took it up and who came."""

from app.reporting.figures import queries as figures
from app.reporting.figures import queries_beside as beside
from app.reporting.figures.rules import OPEN, By, Figures, ReportRow
from app.reporting.sections.queries_period import ReportedPeriod
from app.reporting.sections.rules import (
    ReportedSection,
    SectionBar,
    SectionChart,
    SectionTable,
    compared,
    listed,
    nothing_to_show,
)
from app.web.formatting import count, day_month_year, number, percent

SOURCE = "Bookings and closed registers of the sessions that ran from {since} to {until}"
FOOTNOTE = (
    "Attendance % is attended as a percentage of places allocated, over sessions whose register is closed. Some "
    "published tables head it “% taken up”, and head places allocated “places offered”."
)
MOST_BARS = 60
NO_SESSION = "No session of the planned programme has ended in this period."


def at_a_glance(of: ReportedPeriod) -> ReportedSection:
    total = of.total
    if not total.sessions:
        return nothing_to_show("At a glance", NO_SESSION)
    return ReportedSection(
        "At a glance",
        [*headlines(of), cancelled(of)],
        source=source(of),
        beneath=_figures(of),
    )


def headlines(of: ReportedPeriod) -> list[str]:
    """Uptake, attendance and people, each in a sentence beside the year before."""
    total, before, courses = of.total, of.before, sum(row.figures.sessions > 0 for row in of.by_course.rows)
    told = [
        f"{count(total.places_offered, 'place was', 'places were')} available over {count(total.sessions, 'session')} "
        f"of {count(courses, 'course')}. {number(total.places_allocated)} were allocated: "
        f"{percent(total.uptake_percent)} taken up"
        f"{_change(total.uptake_percent, before.uptake_percent if before else None, of)}.",
        f"{number(total.attended)} of the {number(total.places_allocated)} places allocated were attended: attendance "
        f"was {percent(total.attendance_percent)}"
        f"{_change(total.attendance_percent, before.attendance_percent if before else None, of)}.",
    ]
    came = f"{count(total.attendances, 'attendance')} in all"
    if total.walk_ins:
        came += f", {number(total.walk_ins)} of them without a booking"
    told.append(f"{came}, by {count(of.by_course.people or 0, 'different person', 'different people')}.")
    if total.registers_outstanding:
        told.append(outstanding(total))
    return told


def outstanding(total: Figures) -> str:
    return (
        f"{count(total.registers_outstanding, 'register is', 'registers are')} still to be closed: these places are "
        "allocated, and count in no attendance %."
    )


def cancelled(of: ReportedPeriod) -> str:
    """How many we cancelled and why: none for lack of interest is said, too."""
    how_many, reasons = of.total.sessions_cancelled, beside.cancelled_by_reason(of.scope)
    told = count(how_many, "session was", "sessions were") if how_many else "No session was"
    return f"{told} cancelled: {', '.join(reasons)}." if reasons else f"{told} cancelled."


def programme(of: ReportedPeriod) -> ReportedSection:
    """What was offered, what was new, and what is told apart."""
    by_strand = figures.report_on(of.scope, By.STRAND)
    offered = SectionTable(
        "What was offered",
        ["Strand", "Sessions", "Places available", "Places allocated", "Uptake %"],
        [_offered(row) for row in by_strand.rows if row.figures.sessions],
        total=_offered(by_strand.total_row),
    )
    tables = [table for table in (offered, *_apart(of)) if table.rows]
    if not (tables or of.total.sessions_cancelled):
        return nothing_to_show("The programme", NO_SESSION)
    return ReportedSection(
        "The programme",
        [*_new_courses(of), cancelled(of), *_learning_weeks(of)],
        tables,
        source=source(of),
        beneath=_figures(of, By.STRAND),
    )


def _new_courses(of: ReportedPeriod) -> list[str]:
    """Those that had never run before; of the first year there is, nothing is said."""
    known = of.courses_before
    new = [row.name for row in of.by_course.rows if row.figures.sessions and row.name not in known]
    if not known or not new:
        return []
    return [f"{count(len(new), 'new course')} ran for the first time: {listed(new)}."]


def _learning_weeks(of: ReportedPeriod) -> list[str]:
    report = figures.report_on(of.scope, By.LEARNING_WEEK)
    weeks: dict[str, tuple[int, int]] = {}
    for row in (*report.rows, *report.apart):
        if row.key != ("0",):
            attendances, sessions = weeks.get(row.label, (0, 0))
            weeks[row.label] = (attendances + row.figures.attendances, sessions + row.figures.sessions)
    return [
        f"{name}: {count(attendances, 'attendance')} at {count(sessions, 'session')}."
        for name, (attendances, sessions) in weeks.items()
    ]


def _heads(row: ReportRow) -> str:
    """Who came to an open session is known once somebody has counted."""
    is_known = row.figures.attendances or row.kind != OPEN
    return number(row.figures.attendances) if is_known else "Not counted"


def _apart(of: ReportedPeriod) -> list[SectionTable]:
    """Bespoke work and open sessions: in no total."""
    rows = [row for row in of.by_course.apart if row.kind in ("bespoke", OPEN)]
    told = [
        [row.label, row.kind.capitalize(), number(row.figures.sessions), _heads(row)]
        for row in rows
        if row.figures.sessions
    ]
    note = "Told apart from the planned programme, and in none of its totals. Open sessions count heads."
    headings = ["Course", "Kind", "Sessions", "Attendances"]
    return [SectionTable("Beside the planned programme", headings, told, notes=[note], words=2)]


def attendance(of: ReportedPeriod) -> ReportedSection:
    """The table in the shape in which it is published, and what is put up for review."""
    rows = [row for row in of.by_course.rows if row.figures.sessions]
    if not rows:
        return nothing_to_show("Uptake and attendance", NO_SESSION)
    return ReportedSection(
        "Uptake and attendance",
        [review(of), *([outstanding(of.total)] if of.total.registers_outstanding else [])],
        [attendance_table(of)],
        [attendance_chart(of)] if len(rows) <= MOST_BARS else [],
        source=source(of),
        beneath=_figures(of),
    )


def attendance_table(of: ReportedPeriod) -> SectionTable:
    return SectionTable(
        "Attendance by course",
        ["Course", "Places allocated", "Attended", "Attendance %"],
        [_attended(row) for row in of.by_course.rows if row.figures.sessions],
        total=_attended(of.by_course.total_row),
        notes=[FOOTNOTE],
    )


def attendance_chart(of: ReportedPeriod) -> SectionChart:
    bars = [
        SectionBar(
            row.name,
            row.figures.attendance_percent,
            percent(row.figures.attendance_percent),
            row.figures.is_below(of.review_line),
        )
        for row in of.by_course.rows
        if row.figures.sessions
    ]
    note = f"A hollow bar is below the review line of {of.review_line}%, compared before rounding."
    return SectionChart("Attendance by course, against the review line", bars, of.review_line, "review line", note)


def review(of: ReportedPeriod) -> str:
    """Which courses are put up for review. 84.6% is below 85%, and would print as that."""
    line = of.review_line
    below = [
        f"{row.name} ({'just under ' if row.figures.attendance_percent == line else ''}"
        f"{percent(row.figures.attendance_percent)})"
        for row in of.by_course.rows_below(line)
    ]
    if not below:
        return f"No course had an attendance below {line}%: none is put up for review."
    return f"Attendance below {line}% puts a course up for review: {listed(below)}."


def source(of: ReportedPeriod) -> str:
    since, until = of.dates
    when = f"{SOURCE.format(since=day_month_year(since), until=day_month_year(until))}"
    still_open = of.total.registers_outstanding
    registers = f"{count(still_open, 'register')} still open" if still_open else "all registers closed"
    return f"{when}: {count(of.total.sessions, 'session')}, {registers}."


def _change(now: int | None, before: int | None, of: ReportedPeriod) -> str:
    told = compared(now, before, of.words_before)
    return f", {told}" if told else ""


def _offered(row: ReportRow) -> list[str]:
    figures_of = row.figures
    counts = (figures_of.sessions, figures_of.places_offered, figures_of.places_allocated)
    return [row.label, *map(number, counts), percent(figures_of.uptake_percent)]


def _attended(row: ReportRow) -> list[str]:
    counted = row.figures
    return [
        row.label,
        number(counted.places_allocated),
        number(counted.attended),
        percent(counted.attendance_percent),
    ]


def _figures(of: ReportedPeriod, by: By = By.COURSE) -> tuple[str, dict[str, str | int]]:
    return "reporting_figures.report", {**of.address, "by": by.value}
