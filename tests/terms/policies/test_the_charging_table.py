"""What the terms give, case by case: each sum worked out by hand with a calendar, none by the code.

Times are London's wall clock; a Z makes them UTC, where a clock change is what is tried.
"""

from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

import pytest

from app.accounts.models import AgencyGroup
from app.core import clock
from app.programme.models import Strand
from app.terms.models import Cause, Policy
from app.terms.policies.rules_deciding import Case, decide
from app.terms.policies.rules_presets import PRESETS
from tests.builders import the_terms

ABSENT, LATE, REFUSED, EARLY, PLACE = (
    Cause.NO_SHOW,
    Cause.LATE_CANCELLATION,
    Cause.LATE_REFUSED,
    Cause.LEFT_EARLY,
    Cause.PLACE,
)
HALF, OVER_HALF, DAY, TWO_DAYS = (240,), (241,), (420,), (420, 420)


def preset(key: str, **more: Any) -> Policy:
    (found,) = (each for each in PRESETS if each.key == key)
    return the_terms(**(found.fills | more))


W2 = preset("2-working-days-25-half-a-day-50-a-day")
W2_75 = preset("2-working-days-50-half-a-day-75-a-day")
W3_90 = preset("3-working-days-50-half-a-day-90-a-day")
W3 = preset("3-working-days-50")
W6 = preset("6-working-days-50")
W10 = preset("10-working-days-50-for-each-day-coming-too-late-counts")
OVER_W10 = preset("more-than-10-working-days-35-half-a-day-70-a-day")
OVER_C2 = preset("more-than-2-calendar-days-25-half-a-day-50-a-day")
C7 = preset("7-calendar-days-50")
C14 = preset("14-calendar-days-the-full-cost-of-a-place", day_pence=12000)
C28 = preset("4-weeks-half-the-cost-2-weeks-all-of-it", day_pence=12000)
NO_CHARGE = preset("2-calendar-days-no-charge-the-line-manager-is-told")
FREE_BUT_FOR_FEES = preset("2-calendar-days-no-charge-the-line-manager-is-told", private_fee_pence=7500)
TO_FIVE = the_terms(boundary=time(17))
STEPS = the_terms(notice=10, full_notice=2, partial_percent=25)
FEES = the_terms(non_contributing_fee_pence=4000, private_fee_pence=7500, out_of_area_fee_pence=6000)

MON21 = "2026-12-21 09:30"  # working days before it: Fri 18, Thu 17, Wed 16, 15, 14, Fri 11, 10, 9, 8, Mon 7, Fri 4
THU3 = "2026-12-03 13:00"
JAN4 = "2027-01-04 10:00"  # before it: Thu 31 Dec, 30, 29, (28 and 25 bank holidays), 24, 23, 22
MAR31 = "2027-03-31 09:30"  # before it: Tue 30, (Easter Monday 29, Good Friday 26), Thu 25, Wed 24
NOV2 = "2027-11-02 09:30"  # before it: Mon 1 November, (clocks back on Sunday 31), Fri 29 October


class Line(NamedTuple):
    pence: int
    policy: Policy | None
    start: str
    minutes: tuple[int, ...]
    cause: Cause
    cancelled: str
    why: str
    more: dict[str, Any] = {}  # noqa: RUF012


TABLE = [
    # 2 working days, £25 half a day, £50 a day
    Line(0, W2, MON21, DAY, LATE, "2026-12-17 09:30", "two working days to the second"),
    Line(5000, W2, MON21, DAY, LATE, "2026-12-17 09:30:01", "a second late"),
    Line(5000, W2, MON21, DAY, LATE, "2026-12-18 09:30", "one working day"),
    Line(5000, W2, MON21, DAY, LATE, "2026-12-20 12:00", "on the Sunday before"),
    Line(0, W2, MON21, DAY, LATE, "2026-11-30 12:00", "three weeks before"),
    Line(5000, W2, MON21, DAY, ABSENT, "", "a day"),
    Line(2500, W2, MON21, HALF, ABSENT, "", "240 minutes are half a day"),
    Line(5000, W2, MON21, OVER_HALF, ABSENT, "", "241 minutes are a day"),
    Line(2500, W2, MON21, (60,), ABSENT, "", "an hour is up to half a day"),
    Line(2500, W2, MON21, HALF, LATE, "2026-12-17 09:30:01", "half a day, a second late"),
    Line(10000, W2, MON21, TWO_DAYS, ABSENT, "", "two days at £50"),
    Line(7500, W2, MON21, (240, 420), ABSENT, "", "half a day and a day"),
    Line(5000, W2, MON21, (150, 150), ABSENT, "", "two short days are two halves"),
    Line(0, W2, MON21, DAY, REFUSED, "", "coming too late costs nothing here"),
    Line(0, W2, MON21, DAY, EARLY, "", "nor does leaving early"),
    Line(0, W2, MON21, DAY, PLACE, "", "places are free"),
    # 2 working days, £50 / £75
    Line(0, W2_75, MON21, DAY, LATE, "2026-12-17 09:30", "in time"),
    Line(7500, W2_75, MON21, DAY, LATE, "2026-12-17 09:30:01", "a day, late"),
    Line(5000, W2_75, MON21, HALF, LATE, "2026-12-17 09:30:01", "half a day, late"),
    Line(15000, W2_75, MON21, TWO_DAYS, ABSENT, "", "two days at £75"),
    # 3 working days, £50 / £90
    Line(0, W3_90, MON21, DAY, LATE, "2026-12-16 09:30", "three working days to the second"),
    Line(9000, W3_90, MON21, DAY, LATE, "2026-12-16 09:30:01", "a second late"),
    Line(5000, W3_90, MON21, HALF, ABSENT, "", "half a day"),
    Line(23000, W3_90, MON21, (420, 420, 240), ABSENT, "", "two days and a half: 90 + 90 + 50"),
    # 3 working days, £50
    Line(0, W3, MON21, DAY, LATE, "2026-12-16 09:30", "in time"),
    Line(5000, W3, MON21, DAY, LATE, "2026-12-16 09:30:01", "late"),
    Line(5000, W3, MON21, HALF, ABSENT, "", "one sum for half a day too"),
    Line(5000, W3, MON21, TWO_DAYS, ABSENT, "", "one sum for two days too"),
    # 6 working days, £50
    Line(0, W6, MON21, DAY, LATE, "2026-12-11 09:30", "six working days: Friday 11"),
    Line(5000, W6, MON21, DAY, LATE, "2026-12-11 09:30:01", "a second late"),
    Line(5000, W6, MON21, DAY, LATE, "2026-12-14 09:30", "a week is five working days"),
    # 10 working days, £50 for each day, coming too late counts
    Line(0, W10, MON21, DAY, LATE, "2026-12-07 09:30", "ten working days: Monday 7"),
    Line(5000, W10, MON21, DAY, LATE, "2026-12-07 09:30:01", "a second late"),
    Line(10000, W10, MON21, TWO_DAYS, ABSENT, "", "£50 for each of two days"),
    Line(5000, W10, MON21, HALF, ABSENT, "", "half a day counts as a day"),
    Line(5000, W10, MON21, DAY, REFUSED, "", "coming too late counts"),
    # More than 10 working days, £35 / £70: ten are too few, so all of Friday 4 (the eleventh) is in time
    Line(0, OVER_W10, MON21, DAY, LATE, "2026-12-04 23:59:59", "the end of the eleventh working day before"),
    Line(7000, OVER_W10, MON21, DAY, LATE, "2026-12-05 00:00", "a second later"),
    Line(7000, OVER_W10, MON21, DAY, LATE, "2026-12-07 00:00:01", "exactly ten, at its first hour"),
    Line(3500, OVER_W10, MON21, HALF, LATE, "2026-12-07 09:00", "exactly ten, half a day"),
    # More than 2 calendar days, £25 / £50: Thursday's are in time until the end of Monday
    Line(0, OVER_C2, THU3, DAY, LATE, "2026-11-30 23:59:59", "the end of the third day before"),
    Line(5000, OVER_C2, THU3, DAY, LATE, "2026-12-01 00:00", "exactly two days, at its first second"),
    Line(2500, OVER_C2, THU3, HALF, LATE, "2026-12-01 13:00", "exactly two days, half a day"),
    # 7 calendar days, £50
    Line(0, C7, THU3, DAY, LATE, "2026-11-26 13:00", "seven days to the second"),
    Line(5000, C7, THU3, DAY, LATE, "2026-11-26 13:00:01", "a second late"),
    Line(5000, C7, THU3, TWO_DAYS, ABSENT, "", "one sum"),
    # 14 calendar days, the full cost (£120)
    Line(0, C14, JAN4, DAY, LATE, "2026-12-21 10:00", "fourteen days, holidays and all"),
    Line(12000, C14, JAN4, DAY, LATE, "2026-12-21 10:00:01", "a second late"),
    # 4 weeks 50%, 2 weeks all (£120)
    Line(0, C28, THU3, DAY, LATE, "2026-11-05 13:00", "four weeks to the second"),
    Line(6000, C28, THU3, DAY, LATE, "2026-11-05 13:00:01", "a second late: half"),
    Line(6000, C28, THU3, DAY, LATE, "2026-11-19 13:00", "two weeks to the second: half"),
    Line(12000, C28, THU3, DAY, LATE, "2026-11-19 13:00:01", "a second later: all"),
    Line(12000, C28, THU3, DAY, ABSENT, "", "not coming: all"),
    # 2 calendar days, no charge
    Line(0, NO_CHARGE, THU3, DAY, ABSENT, "", "nothing is charged"),
    Line(0, NO_CHARGE, THU3, TWO_DAYS, LATE, "2026-12-03 12:59", "not for the last minute either"),
    # Weekends and bank holidays
    Line(0, W2, "2026-11-28 09:30", DAY, LATE, "2026-11-26 09:30", "a Saturday: Friday, Thursday"),
    Line(5000, W2, "2026-11-29 09:30", DAY, LATE, "2026-11-26 09:30:01", "a Sunday: the same"),
    Line(0, W2, "2026-12-29 10:00", DAY, LATE, "2026-12-23 10:00", "Christmas: 24 and 23, for 28 and 25 are none"),
    Line(5000, W2, "2026-12-29 10:00", DAY, LATE, "2026-12-23 10:00:01", "a second late"),
    Line(5000, W2, "2026-12-29 10:00", DAY, LATE, "2026-12-24 10:00", "Christmas Eve is one"),
    Line(0, W3_90, JAN4, DAY, LATE, "2026-12-29 10:00", "New Year: 31, 30, 29"),
    Line(9000, W3_90, JAN4, DAY, LATE, "2026-12-29 10:00:01", "a second late"),
    Line(0, W6, JAN4, DAY, LATE, "2026-12-22 10:00", "31, 30, 29, 24, 23, 22"),
    Line(5000, W6, JAN4, DAY, LATE, "2026-12-22 10:00:01", "a second late"),
    Line(0, W2, "2027-05-04 09:30", DAY, LATE, "2027-04-29 09:30", "the day after a May bank holiday"),
    Line(5000, W2, "2027-05-04 09:30", DAY, LATE, "2027-04-30 09:30", "Friday is one"),
    # Easter 2027, with the clocks going forward on Sunday 28 March
    Line(0, W2, MAR31, DAY, LATE, "2027-03-25 09:30Z", "Thursday, in winter time"),
    Line(5000, W2, MAR31, DAY, LATE, "2027-03-25 09:30:01Z", "a second late"),
    Line(0, W3_90, MAR31, HALF, LATE, "2027-03-24 09:30", "Wednesday"),
    Line(5000, W3_90, MAR31, HALF, LATE, "2027-03-24 09:30:01", "a second late"),
    Line(0, C7, "2027-04-01 09:30", DAY, LATE, "2027-03-25 09:30Z", "seven days are 167 hours"),
    Line(5000, C7, "2027-04-01 09:30", DAY, LATE, "2027-03-25 09:30:01Z", "a second late"),
    Line(0, OVER_C2, MAR31, DAY, LATE, "2027-03-28 22:59:59Z", "the end of the Sunday, in summer time"),
    Line(5000, OVER_C2, MAR31, DAY, LATE, "2027-03-28 23:00Z", "a second later"),
    # The clocks go back on Sunday 31 October 2027
    Line(0, W2, NOV2, DAY, LATE, "2027-10-29 08:30Z", "Friday, in summer time"),
    Line(5000, W2, NOV2, DAY, LATE, "2027-10-29 08:30:01Z", "a second late"),
    Line(0, C7, NOV2, DAY, LATE, "2027-10-26 08:30Z", "seven days are 169 hours"),
    Line(5000, C7, NOV2, DAY, LATE, "2027-10-26 08:30:01Z", "a second late"),
    Line(0, OVER_C2, "2027-11-03 09:30", DAY, LATE, "2027-10-31 23:59:59Z", "the end of the Sunday, in winter time"),
    Line(5000, OVER_C2, "2027-11-03 09:30", DAY, LATE, "2027-11-01 00:00Z", "a second later"),
    # A boundary time of day is good to the end of its minute
    Line(0, TO_FIVE, MON21, DAY, LATE, "2026-12-17 17:00:59", "within the minute"),
    Line(5000, TO_FIVE, MON21, DAY, LATE, "2026-12-17 17:01", "a second past it"),
    Line(0, the_terms(boundary=time(17), notice=0), MON21, DAY, LATE, "2026-12-21 09:30", "never past the start"),
    Line(5000, the_terms(boundary=time(8), notice=0), MON21, DAY, LATE, "2026-12-21 08:01", "on the day, past eight"),
    # Two steps in working days, 25% first
    Line(0, STEPS, MON21, DAY, LATE, "2026-12-07 09:30", "ten working days"),
    Line(1250, STEPS, MON21, DAY, LATE, "2026-12-07 09:30:01", "25% of £50"),
    Line(1250, STEPS, MON21, DAY, LATE, "2026-12-17 09:30", "two working days to the second"),
    Line(5000, STEPS, MON21, DAY, LATE, "2026-12-17 09:30:01", "all of it"),
    Line(2500, STEPS, MON21, TWO_DAYS, LATE, "2026-12-10 12:00", "25% of two days"),
    # Days on which the office is closed
    Line(0, W2, MON21, DAY, LATE, "2026-12-16 09:30", "without Friday 18: Thursday, Wednesday", {"closed": ["12-18"]}),
    Line(5000, W2, MON21, DAY, LATE, "2026-12-17 09:30", "so Thursday is late", {"closed": ["12-18"]}),
    Line(0, W2, MON21, DAY, LATE, "2026-12-17 09:30", "a Saturday more or less", {"closed": ["12-19"]}),
    Line(0, W2, JAN4, DAY, LATE, "2026-12-23 10:00", "between the years", {"closed": ["12-29", "12-30", "12-31"]}),
    Line(5000, W2, JAN4, DAY, LATE, "2026-12-23 10:00:01", "late", {"closed": ["12-29", "12-30", "12-31"]}),
    Line(0, STEPS, MON21, DAY, LATE, "2026-12-04 09:30", "ten without the 16th: Friday 4", {"closed": ["12-16"]}),
    Line(1250, STEPS, MON21, DAY, LATE, "2026-12-04 09:30:01", "a second late", {"closed": ["12-16"]}),
    Line(1250, STEPS, MON21, DAY, LATE, "2026-12-16 09:30", "two without the 17th", {"closed": ["12-17"]}),
    Line(5000, STEPS, MON21, DAY, LATE, "2026-12-16 09:30:01", "all of it", {"closed": ["12-17"]}),
    Line(0, C7, THU3, DAY, LATE, "2026-11-26 13:00", "calendar days don’t mind", {"closed": ["12-01", "12-02"]}),
    # What was promised at the booking stands
    Line(0, W2, JAN4, DAY, LATE, "2026-12-30 10:00", "kept", {"closed": ["12-30"], "promised": "2026-12-30 10:00"}),
    Line(
        5000, W2, JAN4, DAY, LATE, "2026-12-30 10:00:01", "over", {"closed": ["12-30"], "promised": "2026-12-30 10:00"}
    ),
    Line(0, W2, MON21, DAY, LATE, "2026-12-21 09:29", "we moved it: free until it starts", {"promised": MON21}),
    # Shares of each kind, and rounding to the nearest penny
    Line(1250, the_terms(no_show_percent=50), MON21, HALF, ABSENT, "", "half of £25"),
    Line(0, the_terms(no_show_percent=0), MON21, DAY, ABSENT, "", "nothing of it"),
    Line(825, the_terms(late_cancellation_percent=33), MON21, HALF, LATE, "2026-12-18 09:30", "33% of £25"),
    Line(4500, the_terms(day_pence=9000, left_early_percent=50), MON21, DAY, EARLY, "", "half of £90"),
    Line(5000, the_terms(late_refused_percent=100), MON21, DAY, REFUSED, "", "all of £50"),
    Line(1733, the_terms(day_pence=5250, no_show_percent=33), MON21, DAY, ABSENT, "", "£17.325, half a penny up"),
    Line(1, the_terms(day_pence=50, no_show_percent=1), MON21, DAY, ABSENT, "", "half a penny is one"),
    Line(0, the_terms(day_pence=49, no_show_percent=1), MON21, DAY, ABSENT, "", "less is none"),
    Line(
        1089,
        the_terms(notice=10, full_notice=2, partial_percent=33, late_cancellation_percent=33, day_pence=10000),
        MON21,
        DAY,
        LATE,
        "2026-12-10 12:00",
        "33% of 33% of £100",
    ),
    Line(0, the_terms(late_cancellation_percent=0), MON21, DAY, LATE, "2026-12-21 09:29", "cancelling is always free"),
    Line(5000, the_terms(late_cancellation_percent=0), MON21, DAY, ABSENT, "", "not coming isn’t"),
    Line(
        0, the_terms(notice=10, full_notice=2, partial_percent=0), MON21, DAY, LATE, "2026-12-17 09:30", "0% till then"
    ),
    # Half a day may be another number of minutes
    Line(2500, the_terms(half_day_up_to_minutes=210), MON21, (210,), ABSENT, "", "three and a half hours"),
    Line(5000, the_terms(half_day_up_to_minutes=210), MON21, (211,), ABSENT, "", "a minute more"),
    # What is exempt
    Line(0, W2, MON21, (60,), ABSENT, "", "lunchtime", {"strand": Strand.LUNCHTIME}),
    Line(5000, W2, MON21, DAY, ABSENT, "", "a conference isn’t", {"strand": Strand.CONFERENCE}),
    Line(0, W2, MON21, DAY, ABSENT, "", "the Learning Week", {"is_in_learning_week": True}),
    Line(
        5000, the_terms(exempts_learning_week=False), MON21, DAY, ABSENT, "", "here not", {"is_in_learning_week": True}
    ),
    Line(2500, the_terms(exempt_strands=[]), MON21, (60,), ABSENT, "", "nor lunchtime", {"strand": Strand.LUNCHTIME}),
    Line(0, FEES, MON21, (60,), PLACE, "", "no fee either", {"strand": Strand.LUNCHTIME, "group": AgencyGroup.PRIVATE}),
    # Agencies that pay for places
    Line(0, FEES, MON21, DAY, PLACE, "", "contributing ones don’t"),
    Line(4000, FEES, MON21, DAY, PLACE, "", "a fee of £40", {"group": AgencyGroup.NON_CONTRIBUTING}),
    Line(7500, FEES, MON21, DAY, PLACE, "", "of £75", {"group": AgencyGroup.PRIVATE}),
    Line(6000, FEES, MON21, HALF, PLACE, "", "of £60", {"group": AgencyGroup.OUT_OF_AREA}),
    Line(7500, FEES, MON21, TWO_DAYS, PLACE, "", "a place, however long", {"group": AgencyGroup.PRIVATE}),
    Line(5000, FEES, MON21, DAY, ABSENT, "", "contributing: the tariff"),
    Line(7500, FEES, MON21, DAY, ABSENT, "", "the fee stands in for it", {"group": AgencyGroup.PRIVATE}),
    Line(0, FEES, MON21, DAY, LATE, "2026-12-17 09:30", "cancelled in time", {"group": AgencyGroup.PRIVATE}),
    Line(7500, FEES, MON21, DAY, LATE, "2026-12-17 09:30:01", "late", {"group": AgencyGroup.PRIVATE}),
    Line(5000, W2, MON21, DAY, ABSENT, "", "no fee set: like the others", {"group": AgencyGroup.PRIVATE}),
    Line(0, W2, MON21, DAY, PLACE, "", "and the place is free", {"group": AgencyGroup.PRIVATE}),
    Line(
        3750,
        the_terms(private_fee_pence=7500, no_show_percent=50),
        MON21,
        DAY,
        ABSENT,
        "",
        "half the fee",
        {"group": AgencyGroup.PRIVATE},
    ),
    Line(
        7500,
        FREE_BUT_FOR_FEES,
        THU3,
        DAY,
        PLACE,
        "",
        "a fee where nothing else is charged",
        {"group": AgencyGroup.PRIVATE},
    ),
    Line(0, FREE_BUT_FOR_FEES, THU3, DAY, ABSENT, "", "and others pay nothing"),
    Line(
        5000,
        preset("4-weeks-half-the-cost-2-weeks-all-of-it", day_pence=12000, private_fee_pence=10000),
        THU3,
        DAY,
        LATE,
        "2026-11-12 13:00",
        "half the fee between four weeks and two",
        {"group": AgencyGroup.PRIVATE},
    ),
    # What nobody knows, and nobody accepted
    Line(0, W2, MON21, DAY, LATE, "", "an old cancellation without its time"),
    Line(0, None, MON21, DAY, ABSENT, "", "no terms were accepted"),
]


def instant(written: str) -> datetime:
    if written.endswith("Z"):
        return datetime.fromisoformat(written.removesuffix("Z")).replace(tzinfo=UTC)
    wall = datetime.fromisoformat(written)
    return clock.from_london(wall.date(), wall.time())


@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"{line.pence}-{line.cause}-{line.cancelled}-{line.why}")
def test_the_terms_give_what_was_worked_out_by_hand(line: Line) -> None:
    more = dict(line.more)
    closed = frozenset(date.fromisoformat(f"2026-{day}") for day in more.pop("closed", []))
    promised = more.pop("promised", None)
    case = Case(
        cause=line.cause,
        starts_at=instant(line.start),
        minutes_per_day=line.minutes,
        cancelled_at=instant(line.cancelled) if line.cancelled else None,
        promised_free_until=instant(promised) if promised else None,
        closed=closed,
        **more,
    )
    decision = decide(line.policy, case)
    assert decision.pence == line.pence
    assert decision.rule.endswith(".")


def test_the_table_tries_every_preset_and_every_kind() -> None:
    tried = {
        (line.policy.notice, line.policy.notice_unit, line.policy.tariff, line.policy.boundary)
        for line in TABLE
        if line.policy
    }
    offered = {
        (each.fills["notice"], each.fills["notice_unit"], each.fills["tariff"], each.fills.get("boundary"))
        for each in PRESETS
    }
    assert offered <= tried
    assert {line.cause for line in TABLE} == set(Cause)
    assert len(TABLE) >= 80
