"""What DNS says of the sender's domain."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import dns.exception
import dns.resolver
from flask import current_app

from app.notifications.sender import rules
from app.notifications.sender.rules import Address, RecordFinding, SpfAnswer, Verdict
from app.notifications.sender.rules_spf import SpfEvaluation

A_QUESTION = 2.0
ALL_QUESTIONS = 8.0
"""Seconds: somebody waits for the page."""


class NamesAway(Exception):
    """A name server doesn't answer, or not in time."""


@dataclass(frozen=True)
class SenderReport:
    """What was found, and the record to ask for where something is missing."""

    spf: RecordFinding
    dkim: Sequence[tuple[str, RecordFinding]]
    dmarc: RecordFinding
    spf_to_ask_for: str

    @property
    def signs(self) -> bool:
        """Whether there is a key under any of the selectors."""
        return any(finding.verdict is Verdict.GOOD for _, finding in self.dkim)

    @property
    def without_key(self) -> list[str]:
        return [selector for selector, finding in self.dkim if finding.verdict is Verdict.MISSING]


class DnsNames:
    """Asks the machine's name servers, or the one in DNS_SERVER. A name that isn't there has nothing to say."""

    def __init__(self) -> None:
        self._ends_at = time.monotonic() + ALL_QUESTIONS
        given = current_app.config["DNS_SERVER"]
        if current_app.testing and not given:
            raise NamesAway("a test asks its own name server")
        try:
            self._resolver = dns.resolver.Resolver(configure=given is None)
        except dns.exception.DNSException as error:
            raise NamesAway("this machine has no name server") from error
        if given:
            self._resolver.nameservers, self._resolver.port = [given[0]], given[1]

    def texts(self, name: str) -> list[str]:
        return [b"".join(record.strings).decode("utf-8", "replace") for record in self._ask(name, "TXT")]

    def addresses(self, host: str) -> list[Address]:
        return [ip_address(record.address) for kind in ("A", "AAAA") for record in self._ask(host, kind)]

    def mail_hosts(self, domain: str) -> list[str]:
        return [record.exchange.to_text(omit_final_dot=True) for record in self._ask(domain, "MX")]

    def _ask(self, name: str, kind: str) -> Sequence[Any]:
        """The records of a name. Raises NamesAway."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise NamesAway("the name servers take too long")
        try:
            return list(self._resolver.resolve(name, kind, search=False, lifetime=min(A_QUESTION, left)))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.exception.SyntaxError, UnicodeError):
            return []
        except (dns.exception.DNSException, ValueError, OSError) as error:
            raise NamesAway("the name servers don’t answer") from error


def look_up(email: str, *, server: str, selectors: Sequence[str]) -> SenderReport:
    """What SPF, DKIM and DMARC say of an address's domain, and whether they cover this mail server."""
    domain = rules.domain_of(email)
    try:
        names = DnsNames()
    except NamesAway as error:
        unsure = _unsure(error)
        return SenderReport(unsure, [(each, unsure) for each in selectors], unsure, rules.spf_suggestion(None, server))
    spf, record = _spf(names, domain, server)
    dkim = [(each, _dkim(names, f"{each}._domainkey.{domain}")) for each in selectors]
    return SenderReport(spf, dkim, _dmarc(names, domain), rules.spf_suggestion(record, server))


def _spf(names: DnsNames, domain: str, server: str) -> tuple[RecordFinding, rules.SpfRecord | None]:
    record = None
    try:
        texts = rules.spf_records(names.texts(domain))
        record = rules.read_spf(texts[0]) if texts else None
        answer = _covers(names, domain, texts[0], server) if texts else SpfAnswer(False)
        return rules.spf_finding(record, len(texts), answer, server or "our mail server"), record
    except NamesAway as error:
        return _unsure(error, record.text if record else ""), record


def _covers(names: DnsNames, domain: str, text: str, server: str) -> SpfAnswer:
    if not server:
        return SpfAnswer(None, why="no mail server is set.")
    wanted = rules.provider_of(server)
    if wanted:
        answer = SpfEvaluation(names, wanted=wanted, addresses=()).of(domain, text)
        return answer if answer.covers is not False else SpfAnswer(False, why=f"It has to include {wanted}.")
    addresses = _addresses(names, server)
    public = [address for address in addresses if address.is_global]
    if not public:
        return SpfAnswer(None, why="it has no public address. Ask from which address its mail leaves.")
    answer = SpfEvaluation(names, wanted="", addresses=public).of(domain, text)
    if answer.covers is not False:
        return answer
    shown = " and ".join(map(str, public))
    return SpfAnswer(
        None, why=f"it doesn’t name {shown}, but the server may hand mail on to another. Ask for that one."
    )


def _addresses(names: DnsNames, server: str) -> list[Address]:
    try:
        return [ip_address(server)]
    except ValueError:
        return names.addresses(server)


def _dkim(names: DnsNames, at: str) -> RecordFinding:
    try:
        return rules.dkim_finding(names.texts(at), at)
    except NamesAway as error:
        return _unsure(error, at=at)


def _dmarc(names: DnsNames, domain: str) -> RecordFinding:
    try:
        for each in (domain, *rules.parents_of(domain)):
            at = f"_dmarc.{each}"
            if finding := rules.dmarc_finding(names.texts(at), at, is_of_parent=each != domain):
                return finding
    except NamesAway as error:
        return _unsure(error)
    words = "There is no DMARC record, so receivers aren’t told what to do with mail that fails."
    return RecordFinding(Verdict.MISSING, words, at=f"_dmarc.{domain}")


def _unsure(error: NamesAway, record: str = "", at: str = "") -> RecordFinding:
    return RecordFinding(Verdict.UNSURE, f"We can’t tell: {error}.", record, at)
