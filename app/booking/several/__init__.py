"""Several sessions at once: published, deleted, moved elsewhere or online, given trainers or a link, cancelled."""
