"""The booking terms: policy versions, notice, tariff. A booking keeps the version it accepted."""
