"""What an agency owes for an unexplained absence: proposed, asked, decided by a person, billed."""
