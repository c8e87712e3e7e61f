"""Signing in with a provider that an organisation has already: Microsoft Entra, or any that speaks OpenID Connect."""
