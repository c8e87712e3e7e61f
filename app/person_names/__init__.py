"""Names of people as they are typed: small letters are asked about, and kept where they are meant."""
