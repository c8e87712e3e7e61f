"""Words that are nobody's name: plain English, words of the field, and the few names that are words too."""

from functools import cache
from pathlib import Path

_LIST = Path(__file__).parent / "words" / "british-english.txt"


@cache
def plain_words() -> frozenset[str]:
    """Some 64,000 English words that are written small; read once."""
    return frozenset(_LIST.read_text(encoding="utf-8").split())


def set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


CAPITALS = set_of(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december christmas easter ramadan eid diwali hanukkah covid english british "
    "scottish welsh irish european polish romanian urdu punjabi somali arabic french muslim christian jewish sikh "
    "hindu catholic england britain uk london europe zoom teams microsoft google whatsapp snapchat instagram "
    "facebook tiktok youtube discord roblox minecraft powerpoint excel word outlook ofsted barnardo's childline "
    "nspcc gillick fraser munro laming prevent kirkpatrick i i'm i've i'd i'll i'd've ok"
)
"""Written with a capital, and nobody: days, months, feasts, languages, programs, words of the law."""

FIELD = set_of(
    "act acts adult adults advisor adviser agencies agency alliance assessment authority board care carer carers "
    "case centre centres child child's children children's childrens co-ordinator commissioner committee complex "
    "conference contextual coordinator council county court courts curiosity designated director duty early "
    "education emergency exploitation families family foster forum full fundamental group guardian harm head "
    "health help home hub hubs intervention justice lead leads learning levels local lunchtime manager managers "
    "mash multi-agency national neglect network nurse nursing officer panel parent parents parental partner "
    "partners partnership plan plans plus police practice practitioner practitioners pre-birth primary "
    "professional protection protocol review reviews safe safeguarding school schools section service services "
    "senior sex sexual social special stage standards strategy suicide support team teams threshold thresholds "
    "tool toolkit together training trio trust union virtual visitor visitors welfare wellbeing west week work "
    "worker workers working year young youth east north south church charity house media genogram genograms "
    "ecomap ecomaps chronolator webinar webinars safeguarder safeguarders dsl dsls lado childminder childminders "
    "teamwork signposted signposting signpost proactively neurodiverse neurodivergent neurodiversity "
    "trauma-informed traumatised unconscious upskill upskilled reflectively relatable multiagency interagency "
    "inter-agency covid-19 lockdown wifi emails e-mail email online powerpoints workbook worksheets handout "
    "handouts breakout"
)
"""The field writes them large, or has made them up; they follow "child" and "family" without naming one."""

NAMES_TOO = set_of(
    "abel adrian amber angel art ash barney basil beau bell ben benny beryl bess bill billy bird blake bob bobby "
    "bond bonnie booth brad brandy brewer brooke brooks brown bruce bud buddy burns butler carmine carol carter "
    "cary casey chad chance chase cherry christian chuck clay cliff cole colin connie cook cooper coral cox craig "
    "crystal daisy dale dan davy dawn dean dex dick dolly don dot drew duke earl eddy eden ella ernest eve faith "
    "fanny fay felicity fern finn fisher flora ford forest frank freeman gary gay gene george gill ginger glen "
    "grace grant gray green greg grey guy hank hardy harmony harper harry harvey hazel heather hector henry herb "
    "holly homer honey hope howard hugh hunt hunter ike iris ivy jack jade jake jasmine jasper jay jean jenny "
    "jerry jess jewel jill jimmy jock joe joey john johnny josh joy jude julie junior ken kerry kim king kit "
    "kitty knight lacy lance lane laurel lee leo lily lola lucky luke lynch mabel mack madge mandy maria marina "
    "mark marsh martin mason matt max melody mercy mick mickey mike miles millie milo minnie miller misty mo "
    "molly moody morris myrtle nancy nat ned nelly nick nicky noel nova olive oliver oscar otto paige pansy pat "
    "patience patsy patty paul pearl peg penny perry pete peter petra phoebe phoenix polly poppy porter potter "
    "precious price prince princess priscilla queenie rae randy ray rebel red reed rex rich richie rick rob robin "
    "rocky rod roger roman romeo ron rory rose rosemary rosie rowan roy ruby rusty ruth sally sandy saul savannah "
    "scarlet scarlett scott sean shepherd sidney sienna skip skye sky smith snow sol sonny stella sterling stew "
    "stone storm sue summer sunny susan swift tad tanner tara taylor ted teddy teresa terry theo thatcher timothy "
    "toby tom tommy tony tracy trinity troy tucker turner unity valentine vera vic victor victoria viola violet "
    "wade walker wallace wally walsh walt ward warren watt watts webb wells wes wheeler white whitney will willow "
    "willy winnie winston winter wood woods wren wright young zach"
)
"""Words that people are called by. With a capital in the middle of a sentence, they are taken for somebody's name."""

NAMES_FIRST = set_of(
    "abel adrian barney basil ben benny beryl bess bill billy blake bob bobby brad brandy bruce carol casey chad "
    "chuck colin connie craig dan daisy davy dick dolly ella fanny felicity flora gary gene george ginger glen "
    "greg hank harry harvey hazel heather hector henry holly howard hugh ike ivy jack jade jake jasmine jasper "
    "jean jenny jerry jess jill jimmy jock joe joey john johnny josh jude julie ken kerry kim kit kitty leo lily "
    "lola luke mabel mandy maria marina martin matt max mick mickey mike millie milo molly morris nancy nat ned "
    "nelly nicky noel oliver oscar otto paige patsy patty paul penny perry pete peter petra phoebe polly poppy "
    "priscilla rae randy ray rex richie rob robin roger romeo ron rory rosemary rosie rowan roy ruby ruth sally "
    "saul scott sean sidney sienna stella sue susan tara taylor ted teddy teresa terry theo timothy toby tom "
    "tommy tony tracy troy vera vic victoria viola wallace wally walt warren wes whitney willy winnie winston "
    "zach grace rose amber angel crystal dawn iris olive pearl violet"
)
"""Of these, those that hardly ever begin a sentence unless somebody is meant."""


TITLES = set_of("mr mrs ms miss mx dr prof professor sir auntie aunty uncle nanny grandma grandad pc dc")
"""Before a name."""

RELATIONS = set_of(
    "child boy girl baby infant toddler teenager teen kid son daughter brother sister sibling twin mother father "
    "mum mom mam dad stepfather stepmother stepdad stepmum stepson stepdaughter nan gran grandmother grandfather "
    "aunt uncle cousin niece nephew grandson granddaughter partner husband wife boyfriend girlfriend pupil "
    "student patient client person lad lass carer parent colleague manager supervisor trainer friend neighbour "
    "named called"
)
"""Before a name, too: "her son Jack"."""


def is_known(word: str) -> bool:
    """In small letters or large: a word that is nobody's name, or not only one. Of several joined, each is."""
    small = word.replace("’", "'").casefold().removesuffix("'s").removesuffix("'")
    if _is_one(small):
        return True
    parts = small.split("-")
    return len(parts) > 1 and all(_is_one(part) for part in parts)


def _is_one(small: str) -> bool:
    return len(small) < 2 or small in plain_words() or small in CAPITALS or small in FIELD
