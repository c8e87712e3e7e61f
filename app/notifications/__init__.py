"""The post room: an outbox written with its cause, and delivery that survives a crash."""
