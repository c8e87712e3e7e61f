"""The register on paper, to be signed in the room and typed in afterwards."""
