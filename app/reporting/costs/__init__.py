"""What training costs: a year's budget, what sessions cost, what came in, and what that is for each place."""
