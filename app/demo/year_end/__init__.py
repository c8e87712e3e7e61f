"""What a year's end brings: money, returns of agencies, e-learning, the figures of earlier years, the annual report."""
