"""What SPF, DKIM and DMARC records say, and whether they cover us. Pure: texts in, findings out.

SPF is RFC 7208, DKIM keys RFC 6376 3.6.1, DMARC RFC 7489. SPF is evaluated simply, and where that isn't enough the
finding says that we can't tell.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_network

Address = IPv4Address | IPv6Address

INCLUDED_BY = {
    "office365.com": "spf.protection.outlook.com",
    "outlook.com": "spf.protection.outlook.com",
    "gmail.com": "_spf.google.com",
    "google.com": "_spf.google.com",
    "amazonaws.com": "amazonses.com",
    "sendgrid.net": "sendgrid.net",
    "mailgun.org": "mailgun.org",
}
"""What SPF includes for whoever sends through such a server: mail leaves from other addresses of theirs."""


class Verdict(StrEnum):
    GOOD = "good"
    MISSING = "missing"
    WRONG = "wrong"
    UNSURE = "unsure"


@dataclass(frozen=True)
class RecordFinding:
    """What a record says about us: a verdict, a sentence or two, and the record as it stands."""

    verdict: Verdict
    words: str
    record: str = ""
    at: str = ""


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].lower()


def provider_of(server: str) -> str:
    """What SPF must include for a mail server of a known provider; empty for any other."""
    host = server.lower().rstrip(".")
    return next((include for end, include in INCLUDED_BY.items() if host == end or host.endswith(f".{end}")), "")


# --- SPF ---


@dataclass(frozen=True)
class Mechanism:
    """One term of an SPF record: "-all", "include:example.org", "ip4:192.0.2.0/24", or "redirect=…"."""

    qualifier: str
    name: str
    value: str = ""

    @property
    def has_macro(self) -> bool:
        return "%" in self.value


@dataclass(frozen=True)
class SpfRecord:
    text: str
    mechanisms: tuple[Mechanism, ...]
    redirect: str = ""
    unknown: tuple[str, ...] = ()

    @property
    def ending(self) -> str:
        """How it ends: "-all", "~all", "?all", "+all", or nothing."""
        return next((f"{each.qualifier}all" for each in self.mechanisms if each.name == "all"), "")

    @property
    def includes(self) -> tuple[str, ...]:
        return tuple(each.value.lower().rstrip(".") for each in self.mechanisms if each.name == "include")


TERM = re.compile(r"([+?~-]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?:[:](\S+)|(/\S+))?$", re.I)


def spf_records(texts: Sequence[str]) -> list[str]:
    """Those of a domain's texts that are SPF records; there may be one."""
    return [text for text in texts if re.match(r"v=spf1(\s|$)", text.strip(), re.I)]


def read_spf(text: str) -> SpfRecord:
    mechanisms, unknown, redirect = [], [], ""
    for term in text.split()[1:]:
        found = TERM.match(term)
        if found:
            value = found[3] or found[4] or ""
            mechanisms.append(Mechanism(found[1] or "+", found[2].lower(), value))
        elif term.lower().startswith("redirect="):
            redirect = term.partition("=")[2]
        elif "=" not in term:
            unknown.append(term)
    return SpfRecord(text, tuple(mechanisms), redirect, tuple(unknown))


def network_holds(mechanism: Mechanism, addresses: Sequence[Address]) -> bool | None:
    """Whether an ip4 or ip6 term names one of the addresses; None if it can't be read."""
    try:
        network = ip_network(mechanism.value, strict=False)
    except ValueError:
        return None
    return any(address in network for address in addresses if address.version == network.version)


def split_target(mechanism: Mechanism, domain: str) -> tuple[str, str]:
    """The host of an "a" or "mx" term and its prefix length: "a:mail.example.org/28", "mx", "a/24"."""
    host, _, prefix = mechanism.value.partition("/")
    return host or domain, prefix.partition("/")[0]


def near(addresses: Sequence[Address], found: Sequence[Address], prefix: str) -> bool:
    """Whether one of the addresses is one of those found, or in its network of that length."""
    return any(
        network_holds(
            Mechanism("+", "ip4", f"{each}/{prefix}" if prefix and each.version == 4 else str(each)), addresses
        )
        for each in found
    )


@dataclass(frozen=True)
class SpfAnswer:
    """Whether a record covers an address, and by which term; None where we can't tell, and then why."""

    covers: bool | None
    by: str = ""
    why: str = ""


def spf_finding(record: SpfRecord | None, several: int, answer: SpfAnswer, server: str) -> RecordFinding:
    """In words. `several` is how many SPF records the domain has."""
    if record is None:
        return RecordFinding(
            Verdict.MISSING, "There is no SPF record, so any server may claim to send for this domain."
        )
    if several > 1:
        words = f"There are {several} SPF records. Only one is allowed, and receivers then count none of them."
        return RecordFinding(Verdict.WRONG, words, record.text)
    if record.ending == "+all":
        return RecordFinding(Verdict.WRONG, "It ends in +all: it lets anybody send for this domain.", record.text)
    if answer.covers:
        return RecordFinding(Verdict.GOOD, f"It covers {server}, by {answer.by}.", record.text)
    if answer.covers is None:
        return RecordFinding(Verdict.UNSURE, f"We can’t tell whether it covers {server}: {answer.why}", record.text)
    return RecordFinding(Verdict.WRONG, f"It doesn’t cover {server}. {answer.why}".strip(), record.text)


def spf_suggestion(record: SpfRecord | None, server: str) -> str:
    """The record to ask for: what stands, with our server in it."""
    include = provider_of(server)
    term = f"include:{include}" if include else f"a:{server}" if server else "a:OUR-MAIL-SERVER"
    if record is None or record.redirect:
        return f"v=spf1 {term} ~all"
    if term in record.text.lower().split():
        return record.text
    rest = [part for part in record.text.split()[1:] if part.lower() not in ("all", "+all")]
    return " ".join(["v=spf1", term, *rest, *([] if record.ending not in ("", "+all") else ["~all"])])


# --- DKIM ---

SELECTORS = ("selector1", "selector2", "google", "default")
"""The common ones: Microsoft 365 has the first two."""

SELECTOR = re.compile(r"[a-z0-9]([a-z0-9._-]{0,60}[a-z0-9])?", re.I)


def tags_of(text: str) -> dict[str, str]:
    """ "v=DMARC1; p=none" by name."""
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def dkim_finding(texts: Sequence[str], at: str) -> RecordFinding:
    """A key that is there can sign; whether our mail is signed only a mail that arrived tells."""
    keys = [text for text in texts if "p" in tags_of(text) and tags_of(text).get("v", "DKIM1") == "DKIM1"]
    if not keys:
        return RecordFinding(Verdict.MISSING, "There is no key here.", at=at)
    tags = tags_of(keys[0])
    if not tags["p"]:
        return RecordFinding(Verdict.WRONG, "The key was withdrawn: the record is there and holds none.", keys[0], at)
    if "y" in tags.get("t", "").split(":"):
        words = "There is a key, marked as being tried out (t=y): receivers treat mail as if it weren’t signed."
        return RecordFinding(Verdict.WRONG, words, keys[0], at)
    return RecordFinding(Verdict.GOOD, "There is a key to check signatures by.", keys[0], at)


# --- DMARC ---


def dmarc_finding(texts: Sequence[str], at: str, *, is_of_parent: bool) -> RecordFinding | None:
    """None where there is no record at this name."""
    records = [text for text in texts if re.match(r"v\s*=\s*DMARC1\s*(;|$)", text.strip(), re.I)]
    if not records:
        return None
    if len(records) > 1:
        return RecordFinding(
            Verdict.WRONG, "There are several DMARC records: receivers count none of them.", records[0], at
        )
    tags = tags_of(records[0])
    policy = (tags.get("sp") if is_of_parent else None) or tags.get("p", "")
    words = POLICIES.get(policy.lower())
    if words is None:
        return RecordFinding(Verdict.WRONG, "It names no policy (p=none, quarantine or reject).", records[0], at)
    if "rua" not in tags:
        words += " It asks for no reports (rua=), so nobody learns what fails."
    if is_of_parent:
        words = f"It is the record of {at.removeprefix('_dmarc.')}, which holds here too. {words}"
    return RecordFinding(Verdict.GOOD, words, records[0], at)


POLICIES = {
    "none": "Mail that fails is delivered all the same: it is watched, not stopped.",
    "quarantine": "Mail that neither SPF nor DKIM vouches for goes to junk.",
    "reject": "Mail that neither SPF nor DKIM vouches for is refused.",
}


def parents_of(domain: str) -> list[str]:
    """The domains above it that somebody can own: "anyshire.gov.uk" of "training.anyshire.gov.uk", not "uk"."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(1, len(labels) - 1)]
