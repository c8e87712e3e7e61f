"""Health, readiness and metrics; what stands still and how the manager hears of it."""
