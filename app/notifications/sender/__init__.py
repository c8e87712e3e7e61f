"""Whether mail gets through: a test to oneself, and what SPF, DKIM and DMARC need."""
