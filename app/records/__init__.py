"""What a person has behind them: certificates, training and when it is due again; and the office desk."""
