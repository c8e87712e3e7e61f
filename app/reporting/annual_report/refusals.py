"""Why a report isn't published."""

from app.core.errors import Refusal


class ReportYearNotOver(Refusal):
    message = "The year isn’t over: its figures can be read in the draft, and published from 1 April on."


class ReportChangedMeanwhile(Refusal):
    message = "The draft has changed since you opened this page. Read it again below, then publish it."


class WhatChangedIsMissing(Refusal):
    message = "Say what changed since the last version: everybody who reads the report is told"
    field = "changes"


class NothingHasChanged(Refusal):
    message = "The draft says word for word what is published. Change it first."


class NoSectionIsOn(Refusal):
    message = "Every section is switched off or has nothing to show. Switch one on, or write words for one."
