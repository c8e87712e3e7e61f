"""What SPF, DKIM and DMARC records say of us."""

from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from app.notifications.sender import rules
from app.notifications.sender.rules import Address, RecordFinding, SpfAnswer, Verdict
from app.notifications.sender.rules_spf import SpfEvaluation

OUTLOOK = "spf.protection.outlook.com"


class Zone:
    """What DNS would say."""

    def __init__(self, **records: str | Sequence[str]) -> None:
        self.records = records
        self.asked: list[str] = []

    def _of(self, kind: str, name: str) -> list[str]:
        self.asked.append(name)
        found = self.records.get(f"{kind} {name}", [])
        return [found] if isinstance(found, str) else list(found)

    def texts(self, name: str) -> list[str]:
        return self._of("TXT", name)

    def addresses(self, host: str) -> list[Address]:
        return [ip_address(each) for each in self._of("A", host)]

    def mail_hosts(self, domain: str) -> list[str]:
        return self._of("MX", domain)


ZONE = {
    "TXT a.example.org": "v=spf1 include:b.example.org -all",
    "TXT b.example.org": f"v=spf1 include:{OUTLOOK} -all",
    "TXT list.example.org": "v=spf1 ip4:192.0.2.0/24 -all",
    "TXT not-us.example.org": "v=spf1 ip4:198.51.100.0/24 -all",
    "TXT loop.example.org": "v=spf1 include:loop.example.org -all",
    "TXT anybody.example.org": "v=spf1 +all",
    "A mail.example.org": ["192.0.2.25", "2001:db8::25"],
    "A example.org": "192.0.2.25",
    "A near.example.org": "192.0.2.200",
    "MX example.org": ["mail.example.org"],
    "MX many.example.org": [f"mx{number}.example.org" for number in range(30)],
}


def covered(text: str, *, wanted: str = "", address: str = "192.0.2.25") -> SpfAnswer:
    addresses = [] if wanted else [ip_address(address)]
    return SpfEvaluation(Zone(**ZONE), wanted=wanted, addresses=addresses).of("example.org", text)


@pytest.mark.parametrize(
    ("text", "covers"),
    [
        (f"v=spf1 include:{OUTLOOK} -all", True),
        (f"v=spf1 INCLUDE:{OUTLOOK.upper()} -ALL", True),
        (f"v=spf1 redirect={OUTLOOK}", True),
        ("v=spf1 include:a.example.org ~all", True),
        ("v=spf1 redirect=a.example.org", True),
        ("v=spf1 include:list.example.org -all", False),
        ("v=spf1 -all", False),
        (f"v=spf1 -all include:{OUTLOOK}", False),
        (f"v=spf1 -include:{OUTLOOK} ~all", False),
        ("v=spf1 ip4:192.0.2.25 -all", False),
        ("v=spf1 include:loop.example.org -all", None),
        ("v=spf1 exists:%{i}._spf.example.org -all", None),
        (f"v=spf1 exists:%{{i}}._spf.example.org include:{OUTLOOK} -all", True),
        ("v=spf1", False),
        ("v=spf1 +all", True),
    ],
)
def test_a_known_provider_is_covered_by_its_include_however_deep(text: str, covers: bool | None) -> None:
    assert covered(text, wanted=OUTLOOK).covers is covers


@pytest.mark.parametrize(
    ("text", "covers"),
    [
        ("v=spf1 ip4:192.0.2.25 -all", True),
        ("v=spf1 ip4:192.0.2.0/24 -all", True),
        ("v=spf1 ip4:198.51.100.0/24 -all", False),
        ("v=spf1 ip4:192.0.2.256 ip4:nonsense -all", False),
        ("v=spf1 ip6:2001:db8::/32 -all", False),
        ("v=spf1 a -all", True),
        ("v=spf1 a:mail.example.org -all", True),
        ("v=spf1 a:near.example.org -all", False),
        ("v=spf1 a:near.example.org/24 -all", True),
        ("v=spf1 a:near.example.org/banana -all", False),
        ("v=spf1 a:nowhere.example.org -all", False),
        ("v=spf1 mx -all", True),
        ("v=spf1 mx:nowhere.example.org -all", False),
        ("v=spf1 mx:many.example.org -all", False),
        ("v=spf1 include:list.example.org -all", True),
        ("v=spf1 include:not-us.example.org -all", False),
        ("v=spf1 include:nowhere.example.org -all", False),
        ("v=spf1 -ip4:192.0.2.25 +all", False),
        ("v=spf1 ?all", False),
        ("v=spf1 ptr -all", None),
        ("v=spf1 a:%{d} -all", None),
        ("v=spf1 " + " ".join(["a:nowhere.example.org"] * 11) + " -all", None),
        ("v=spf1 nonsense ip4:192.0.2.25 -all", True),
    ],
)
def test_any_other_server_is_covered_by_its_address(text: str, covers: bool | None) -> None:
    assert covered(text).covers is covers


def test_an_address_of_the_newer_kind_is_found_too() -> None:
    assert covered("v=spf1 ip6:2001:db8::/32 -all", address="2001:db8::25").covers is True
    assert covered("v=spf1 a:mail.example.org -all", address="2001:db8::25").covers is True


def test_a_record_that_includes_itself_ends() -> None:
    zone = Zone(**ZONE)
    SpfEvaluation(zone, wanted="", addresses=[ip_address("192.0.2.25")]).of("x.org", ZONE["TXT loop.example.org"])
    assert len(zone.asked) == 10


@pytest.mark.parametrize(
    ("text", "several", "answer", "verdict", "words"),
    [
        ("", 0, SpfAnswer(False), Verdict.MISSING, "There is no SPF record"),
        ("v=spf1 -all", 2, SpfAnswer(False), Verdict.WRONG, "There are 2 SPF records"),
        ("v=spf1 +all", 1, SpfAnswer(True), Verdict.WRONG, "lets anybody send"),
        ("v=spf1 all", 1, SpfAnswer(True), Verdict.WRONG, "lets anybody send"),
        ("v=spf1 a -all", 1, SpfAnswer(True, by="a"), Verdict.GOOD, "It covers mail.example.org, by a."),
        ("v=spf1 -all", 1, SpfAnswer(False, why="It has to."), Verdict.WRONG, "doesn’t cover mail.example.org. It has"),
        ("v=spf1 ptr", 1, SpfAnswer(None, why="it asks."), Verdict.UNSURE, "We can’t tell whether it covers"),
    ],
)
def test_a_finding_says_what_to_do(text: str, several: int, answer: SpfAnswer, verdict: Verdict, words: str) -> None:
    finding = rules.spf_finding(rules.read_spf(text) if text else None, several, answer, "mail.example.org")
    assert finding.verdict is verdict
    assert words in finding.words


@pytest.mark.parametrize(
    ("texts", "how_many"),
    [
        (["v=spf1 -all", "google-site-verification=x"], 1),
        (["V=SPF1 -all", "v=spf1"], 2),
        (["v=spf10 -all", "spf1", "v=spf2.0/pra"], 0),
    ],
)
def test_other_texts_of_a_domain_are_no_spf_record(texts: list[str], how_many: int) -> None:
    assert len(rules.spf_records(texts)) == how_many


@pytest.mark.parametrize(
    ("standing", "server", "asked_for"),
    [
        (None, "smtp.office365.com", f"v=spf1 include:{OUTLOOK} ~all"),
        (None, "mail.example.org", "v=spf1 a:mail.example.org ~all"),
        (None, "", "v=spf1 a:OUR-MAIL-SERVER ~all"),
        ("v=spf1 ip4:192.0.2.0/24 -all", "smtp.office365.com", f"v=spf1 include:{OUTLOOK} ip4:192.0.2.0/24 -all"),
        ("v=spf1 mx", "smtp.gmail.com", "v=spf1 include:_spf.google.com mx ~all"),
        ("v=spf1 mx +all", "smtp.gmail.com", "v=spf1 include:_spf.google.com mx ~all"),
        ("v=spf1 mx all", "smtp.gmail.com", "v=spf1 include:_spf.google.com mx ~all"),
        (f"v=spf1 include:{OUTLOOK} -all", "smtp.office365.com", f"v=spf1 include:{OUTLOOK} -all"),
        ("v=spf1 redirect=x.org", "smtp.office365.com", f"v=spf1 include:{OUTLOOK} ~all"),
    ],
)
def test_the_record_to_ask_for_is_the_one_that_stands_with_our_server_in_it(
    standing: str | None, server: str, asked_for: str
) -> None:
    assert rules.spf_suggestion(rules.read_spf(standing) if standing else None, server) == asked_for


@pytest.mark.parametrize(
    ("server", "include"),
    [
        ("smtp.office365.com", OUTLOOK),
        ("SMTP.Office365.com.", OUTLOOK),
        ("anyshire-gov-uk.mail.protection.outlook.com", OUTLOOK),
        ("smtp-relay.gmail.com", "_spf.google.com"),
        ("email-smtp.eu-west-2.amazonaws.com", "amazonses.com"),
        ("notoutlook.com", ""),
        ("mail.example.org", ""),
        ("", ""),
    ],
)
def test_a_known_provider_is_known_by_its_servers_name(server: str, include: str) -> None:
    assert rules.provider_of(server) == include


@pytest.mark.parametrize(
    ("texts", "verdict"),
    [
        (["v=DKIM1; k=rsa; p=MIIBIjANBg"], Verdict.GOOD),
        (["p=MIIBIjANBg"], Verdict.GOOD),
        (["v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="], Verdict.GOOD),
        (["v=DKIM1; p="], Verdict.WRONG),
        (["v=DKIM1; t=y; p=MIIB"], Verdict.WRONG),
        (["v=DKIM1; t=s; p=MIIB"], Verdict.GOOD),
        (["v=DKIM2; p=MIIB"], Verdict.MISSING),
        (["something else"], Verdict.MISSING),
        ([], Verdict.MISSING),
    ],
)
def test_a_dkim_key_is_there_withdrawn_on_trial_or_missing(texts: list[str], verdict: Verdict) -> None:
    assert rules.dkim_finding(texts, "selector1._domainkey.example.org").verdict is verdict


def dmarc(*texts: str, is_of_parent: bool = False) -> RecordFinding | None:
    return rules.dmarc_finding(texts, "_dmarc.example.org", is_of_parent=is_of_parent)


@pytest.mark.parametrize(
    ("text", "verdict", "words"),
    [
        ("v=DMARC1; p=none; rua=mailto:a@example.org", Verdict.GOOD, "it is watched, not stopped"),
        ("v=DMARC1;p=quarantine;rua=mailto:a@example.org", Verdict.GOOD, "goes to junk."),
        ("v=DMARC1; p=REJECT", Verdict.GOOD, "is refused. It asks for no reports"),
        ("v=DMARC1; rua=mailto:a@example.org", Verdict.WRONG, "names no policy"),
        ("v=DMARC1; p=perhaps", Verdict.WRONG, "names no policy"),
    ],
)
def test_a_dmarc_policy_is_told_in_words(text: str, verdict: Verdict, words: str) -> None:
    finding = dmarc(text)
    assert finding
    assert finding.verdict is verdict
    assert words in finding.words


def test_dmarc_of_the_domain_above_holds_here_by_its_policy_for_what_is_below() -> None:
    finding = dmarc("v=DMARC1; p=reject; sp=none; rua=mailto:a@example.org", is_of_parent=True)
    assert finding
    assert finding.words.startswith(
        "It is the record of example.org, which holds here too. Mail that fails is delivered"
    )


def test_several_dmarc_records_count_as_none_and_other_texts_are_no_record() -> None:
    two = dmarc("v=DMARC1; p=none", "v=DMARC1; p=reject")
    assert two
    assert two.verdict is Verdict.WRONG
    assert dmarc("v=spf1 -all", "v=DMARC12; p=none") is None


def test_the_domains_above_end_where_nobody_owns_one() -> None:
    assert rules.parents_of("training.anyshire.gov.uk") == ["anyshire.gov.uk", "gov.uk"]
    assert rules.parents_of("example.org") == []
