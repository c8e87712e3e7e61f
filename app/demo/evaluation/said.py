"""What the demo's people write in their questionnaires, and the themes that the office finds there."""

JOINT_WORK, VOICE, RECORDS, CHALLENGE, TIME = (
    "Better joint working",
    "The child’s voice",
    "Clearer recording",
    "Confidence to challenge",
    "Too little time",
)

ONLINE, ADOLESCENTS, PARENTS = "Online harm", "Adolescents", "Working with parents"

MEANINGS = {
    JOINT_WORK: (
        "Agencies do something together that each did alone: they ring, meet, agree who does what. Not: they were glad "
        "to meet others.",
        "We ring each other before the meeting now.",
    ),
    VOICE: (
        "What children say, or what their day is like, is asked for and written down.",
        "I ask what a day is like.",
    ),
    RECORDS: (
        "Chronologies, files, notes: what somebody else can read afterwards.",
        "Our chronology begins with the first visit.",
    ),
    CHALLENGE: ("A decision is questioned, upwards or across agencies, or the policy for it is used.", ""),
    TIME: ("They know how, and the caseload or the rota leaves no time.", "I still mean to."),
}
"""What the office says of its first themes: a definition, and an example where it has one."""

INTENTIONS = {
    "I’ll start the chronology at the first visit instead of before the conference.": RECORDS,
    "Ask the child what a normal day is like, and write down what they say, not what I make of it.": VOICE,
    "Use the escalation policy when I disagree, rather than grumble in the car.": CHALLENGE,
    "Take one case to supervision next week and look at it again with fresh eyes.": "",
    "Ring the school before I write to them. It’s five minutes.": JOINT_WORK,
    "Print the one-page guide and put it up in the staff room.": "",
    "I want to do this with my whole team, so I’ve asked for ten minutes at our next meeting.": "",
    "Find out who our health visitor link is. I realised today that I don’t know.": JOINT_WORK,
    "Say “was not brought” and not “did not attend”.": RECORDS,
    "Honestly? Sleep, then read my notes.": "",
}
"""What people will do differently, each with the theme that the office gives it."""

NEEDS_SAID = {
    "What happens in group chats, and what we can do about it.": ONLINE,
    "How to talk with parents who don’t want us there.": PARENTS,
    "Something on harm outside the home, for those of us who only ever see the home.": ADOLESCENTS,
    "More on supervision: how to ask for it as well as how to give it.": "",
    "Fathers. We always end up talking with mums.": PARENTS,
    "Sleep, screens and seven-year-olds.": ONLINE,
}

OBSTACLES = (
    "Time between visits.",
    "The tool isn’t on our system yet.",
    "Nothing so far.",
    "Two of us have left and I’m covering both.",
    "My manager hasn’t been on the course, so I explain it every time.",
)

SAID_OFTEN = {words: theme for words, theme in (INTENTIONS | NEEDS_SAID).items() if theme}

Said = list[tuple[str, tuple[str, ...]]]
"""Comments, each with its themes."""

CHANGES: Said = [
    ("I ring the school before I write to them, and we agree who does what.", (JOINT_WORK,)),
    ("Our team meets the health visitors every month now. Things come up earlier.", (JOINT_WORK, RECORDS)),
    ("I ask what a day looks like for the child, and I write down their words and not mine.", (VOICE, RECORDS)),
    ("I asked for a second look at a decision I didn’t agree with. It was changed.", (CHALLENGE, JOINT_WORK)),
    ("Every file of mine has a chronology that somebody else could read.", (RECORDS,)),
    ("I still mean to. My caseload has doubled since the course.", (TIME,)),
    ("I used the tool with a colleague of the police, and we saw different things in it.", ()),
    ("I sat with Callum’s mum, and asked what a day looks like for him. She had never been asked.", ()),
    ("We changed our first-visit form: the child’s own words come first now.", (VOICE, RECORDS)),
    ("A small one: I say my name and what I do at the start of every call with another agency.", (JOINT_WORK,)),
    ("I went back to a family I thought I knew. I didn’t.", ()),
]

NEEDS: Said = [
    ("What happens in group chats, and what we can do about it.", (ONLINE,)),
    ("Harm outside the home: sixteen and seventeen year olds fall between the services.", (ADOLESCENTS,)),
    ("Online gaming and money. It is all new to me.", (ONLINE, ADOLESCENTS)),
    ("How to talk with parents who don’t want us there.", (PARENTS,)),
    ("More on supervision: how to ask for it as well as how to give it.", ()),
]

LAST_YEARS: Said = [
    ("I knew whom to ring, because I had sat beside her on the course.", (JOINT_WORK,)),
    ("We read the chronology together before we decided, and decided otherwise.", (RECORDS, JOINT_WORK)),
]

QUOTES = (CHANGES[1][0], CHANGES[3][0], *(words for words, _ in LAST_YEARS))

AUDIT = (
    "Of 20 case files 17 had a chronology that was up to date; the audit before found 9 of 20.",
    "Multi-agency audit of neglect, made up for this demo",
)
READING = (
    "In all six cases that were read, the health visitor and the school had spoken before the first meeting.",
    "Reading of six cases of neglect, made up for this demo",
)
