"""The courses, sessions and terms that the demo's programme is made of."""

from dataclasses import dataclass
from datetime import time

from app.programme.models import AnswersTo, Series, Strand, UsualLength

TERMS = (
    "Training is free to everyone who works or volunteers with children and families in Anyshire.\n"
    "A place you don’t use is a place a colleague could have had: please withdraw early if you can’t come, "
    "or send a colleague instead."
)

FULL_DAY = (time(9, 30), time(16, 30))
HALF_DAY = (time(9, 30), time(13, 30))
VIRTUAL = (time(10), time(12, 30))
LUNCHTIME = (time(12, 30), time(13, 30))


@dataclass(frozen=True)
class DemoCourse:
    title: str
    summary: str
    aims: tuple[str, ...]
    level: str = "Level 2"
    strand: Strand = Strand.CORE_TOPIC
    usual_length: UsualLength = UsualLength.HALF_DAY
    hours: tuple[time, time] = HALF_DAY
    places: int = 25
    series: Series | None = None


CORE_TOPICS = [
    DemoCourse(
        "Complex Neglect",
        "Recognise neglect that builds slowly, gather the evidence for it, and agree with other agencies "
        "what has to change and by when.",
        (
            "tell persistent neglect from a family in a difficult week",
            "use the graded care profile with a parent",
            "write a chronology that a conference can act on",
            "challenge drift, and know whom to turn to",
        ),
        "Levels 2-3",
        usual_length=UsualLength.FULL_DAY,
        hours=FULL_DAY,
        places=24,
    ),
    DemoCourse(
        "Contextual Safeguarding and Serious and Organised Crime",
        "See harm outside the home: peer groups, places and those who exploit young people.",
        (
            "map a young person’s places and peers",
            "share intelligence with the police well",
            "plan safety with a young person",
        ),
        "Level 3",
        usual_length=UsualLength.FULL_DAY,
        hours=FULL_DAY,
    ),
    DemoCourse(
        "Sexual Abuse: Intrafamilial Harm, Harmful Practices, "
        "Responding to Sexual Assault and Harmful Sexual Behaviours",
        "Hear what children can’t say, and respond so that they are safe and the evidence stands.",
        ("notice signs and behaviours", "respond to a disclosure", "work with the sexual assault referral centre"),
        "Level 3",
        usual_length=UsualLength.TWO_DAYS,
        hours=FULL_DAY,
        places=20,
    ),
    DemoCourse(
        "Fundamental Safeguarding",
        "What everyone who works with children needs to know, and what to do when worried.",
        ("say what abuse and neglect are", "record a concern", "make a referral"),
        "Level 1",
        hours=VIRTUAL,
        places=40,
    ),
    DemoCourse(
        "Child Protection Processes, including Education as a Protective Factor",
        "From referral to conference to core group: who does what, and how school keeps children safe.",
        ("prepare a report for conference", "play your part in a core group", "use school as a protective factor"),
        hours=VIRTUAL,
        places=30,
    ),
    DemoCourse(
        "Trio of Vulnerabilities",
        "Mental health, substance use and domestic abuse in one home, and what they mean for a child.",
        ("see how the three act together", "ask about them", "plan with adult services"),
        "Levels 2-3",
        usual_length=UsualLength.FULL_DAY,
        hours=FULL_DAY,
    ),
    DemoCourse(
        "Professional Curiosity, Critical Thinking and Professional Challenge",
        "Ask the next question, test your own thinking, and disagree well with another agency.",
        ("notice disguised compliance", "test a hypothesis about a family", "use the escalation policy"),
    ),
    DemoCourse(
        "Professional Allegations and the LADO",
        "What to do when an adult who works with children may have harmed a child.",
        ("know the threshold", "refer within one working day", "support everyone concerned"),
        hours=VIRTUAL,
        places=20,
    ),
    DemoCourse(
        "Children with Disabilities",
        "Why disabled children are at greater risk and harder to hear, and how to hear them.",
        ("use a child’s own way of communicating", "see beyond the diagnosis", "plan with the short-breaks team"),
    ),
    DemoCourse(
        "Suicide Prevention and Planning",
        "Talk openly about suicide with a young person, and make a safety plan together.",
        ("ask directly", "make a safety plan", "know who helps, day and night"),
        "Level 3",
    ),
    DemoCourse(
        "Digital Safeguarding",
        "Children’s lives online: what harms, what helps, and what to ask.",
        ("talk with a child about life online", "respond to shared images", "help parents set limits"),
        hours=VIRTUAL,
        places=30,
    ),
]


def _short(
    title: str,
    summary: str,
    hours: tuple[time, time] = LUNCHTIME,
    places: int = 100,
    series: Series | None = None,
) -> DemoCourse:
    """A session of an hour or two, for everybody; one under a series is a lunchtime session."""
    strand, length = Strand.SPECIALIST, UsualLength.HALF_DAY
    if series:
        strand, length = Strand.LUNCHTIME, UsualLength.LUNCHTIME
    return DemoCourse(title, summary, (), "All levels", strand, length, hours, places, series)


LUNCHTIME_SESSIONS = [
    _short("Spotlight on… the family hub team", "Who they are and how to reach them.", series=Series.SPOTLIGHT),
    _short("How to… use the neglect tool", "One tool in one hour, with an example.", series=Series.HOW_TO),
    _short("LCSPR update", "What the latest local review found, and what we do differently.", series=Series.LCSPR),
]

CONFERENCE = DemoCourse(
    "Vulnerable infants conference",
    "A day on babies: pre-birth planning, sleep, coping with crying, and the fathers we don’t see.",
    ("plan before birth", "talk about safe sleep", "see the father"),
    "All levels",
    Strand.CONFERENCE,
    UsualLength.FULL_DAY,
    (time(9), time(16)),
    140,
)

BESPOKE = DemoCourse(
    "Safeguarding for councillors",
    "What elected members need to ask.",
    (),
    "Level 1",
    Strand.BESPOKE,
    UsualLength.HALF_DAY,
    VIRTUAL,
    20,
)


@dataclass(frozen=True)
class DemoNote:
    """`after` is the title of the course to attend before; `review_in_days` may be past."""

    answers_to: AnswersTo
    words: str
    review_in_days: int
    refresh_years: int | None = None
    after: str = ""


NOTES = {
    "Complex Neglect": DemoNote(
        AnswersTo.CASE_REVIEW, "Child A: chronologies were written late.", 140, 3, "Fundamental Safeguarding"
    ),
    "Fundamental Safeguarding": DemoNote(AnswersTo.PRIORITY, "Everybody’s first course.", 60, 2),
    "Digital Safeguarding": DemoNote(AnswersTo.AUDIT_FINDING, "The audit of life online.", -10, 3),
    "Professional Allegations and the LADO": DemoNote(AnswersTo.AUDIT_FINDING, "Referrals within one working day.", 30),
}

WEEK_THEMES = ["Neglect", "Exploitation", "Infants", "Voice of the child", "Bringing it together"]
_EARLY, _LONG_EARLY = (time(10), time(11, 30)), (time(10), time(12))
_LATE, _LONG_LATE = (time(14), time(15, 30)), (time(14), time(16))

WEEK_SESSIONS: list[tuple[int, DemoCourse]] = [
    (0, _short("Hidden harm: when neglect looks like chaos", "Seeing neglect behind a busy home.", _EARLY, 120)),
    (0, _short("Fathers and safeguarding", "Finding, hearing and working with fathers.", _LONG_LATE, 30)),
    (1, _short("Trauma-informed practice", "What happened to you, not what is wrong with you.", _LONG_EARLY, 40)),
    (1, _short("County lines: the first signs", "What families and schools notice first.", _LATE, 60)),
    (1, _short("Online grooming: a parent’s account", "A parent tells what they wish they had known.", _LATE, 80)),
    (2, CONFERENCE),
    (3, _short("Hearing non-verbal children", "Ways of listening without words.", _EARLY, 80)),
    (3, _short("Young people’s panel", "Young people say what helped and what didn’t.", _LATE)),
    (4, _short("Professional challenge in practice", "Disagreeing well, rehearsed.", _LONG_EARLY, 24)),
    (4, _short("What we will do differently", "Each agency leaves with one promise.", _LATE, 120)),
]
