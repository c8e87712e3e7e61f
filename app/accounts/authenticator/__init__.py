"""A second proof at sign-in: the code of an authenticator app, and the recovery codes for the day the phone is gone."""
