"""Whether an SPF record covers the server that we send through, following what it includes. Who asks DNS comes in."""

from collections.abc import Sequence
from typing import Protocol

from app.notifications.sender.rules import (
    Address,
    Mechanism,
    SpfAnswer,
    near,
    network_holds,
    read_spf,
    spf_records,
    split_target,
)

MOST_LOOKUPS = 10
"""RFC 7208 4.6.4: receivers give up on a record that needs more."""


class Names(Protocol):
    def texts(self, name: str) -> list[str]: ...

    def addresses(self, host: str) -> list[Address]: ...

    def mail_hosts(self, domain: str) -> list[str]: ...


class SpfEvaluation:
    """One evaluation, which counts its look-ups. `wanted` is what a known provider has domains include; `addresses` are
    those of any other server."""

    def __init__(self, names: Names, *, wanted: str, addresses: Sequence[Address]) -> None:
        self.names, self.wanted, self.addresses = names, wanted, addresses
        self.lookups = 0
        self.unsure = ""

    def of(self, domain: str, text: str) -> SpfAnswer:
        """Of the record that stands at the domain."""
        answer = self._evaluate(domain, text)
        if answer.covers or not self.unsure:
            return answer
        return SpfAnswer(None, why=self.unsure)

    def _evaluate(self, domain: str, text: str) -> SpfAnswer:
        record = read_spf(text)
        for mechanism in record.mechanisms:
            matches = self._matches(mechanism, domain)
            if matches and mechanism.name == "all":
                return SpfAnswer(mechanism.qualifier == "+", by="all")
            if matches:
                return SpfAnswer(mechanism.qualifier == "+", by=f"{mechanism.name}:{mechanism.value}".rstrip(":"))
        if record.redirect:
            return self._follow(record.redirect)
        return SpfAnswer(False)

    def _matches(self, mechanism: Mechanism, domain: str) -> bool:
        if mechanism.name == "all":
            return True
        if mechanism.has_macro or mechanism.name in ("ptr", "exists"):
            self.unsure = self.unsure or f"it asks {mechanism.name}, which depends on each single mail."
            return False
        if mechanism.name == "include":
            return self._includes(mechanism.value.lower().rstrip("."))
        if mechanism.name in ("ip4", "ip6"):
            return bool(network_holds(mechanism, self.addresses))
        return bool(self.addresses) and self._names_us(mechanism, domain)

    def _includes(self, domain: str) -> bool:
        return bool(self.wanted and domain == self.wanted) or bool(self._follow(domain).covers)

    def _follow(self, domain: str) -> SpfAnswer:
        if self.wanted and domain.lower().rstrip(".") == self.wanted:
            return SpfAnswer(True, by=f"redirect={domain}")
        if not self._may_ask():
            return SpfAnswer(False)
        records = spf_records(self.names.texts(domain))
        return self._evaluate(domain, records[0]) if records else SpfAnswer(False)

    def _names_us(self, mechanism: Mechanism, domain: str) -> bool:
        """Whether an "a" or "mx" term leads to one of our addresses."""
        host, prefix = split_target(mechanism, domain)
        if not self._may_ask():
            return False
        hosts = self.names.mail_hosts(host)[:MOST_LOOKUPS] if mechanism.name == "mx" else [host]
        return any(near(self.addresses, self.names.addresses(each), prefix) for each in hosts)

    def _may_ask(self) -> bool:
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            self.unsure = "it needs more than ten look-ups, and receivers give up there."
        return self.lookups <= MOST_LOOKUPS
