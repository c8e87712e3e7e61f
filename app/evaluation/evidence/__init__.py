"""Evidence of results, which no questionnaire reaches."""
