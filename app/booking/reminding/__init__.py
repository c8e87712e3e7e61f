"""Mail in time: joining details, reminders, the day of a Learning Week."""
