"""The signs of life of scheduler and mail worker, and how each job is doing."""
