"""The post room: the outbox, delivery over SMTP, and who subscribes to what."""
