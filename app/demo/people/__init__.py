"""Who the demo's people are: plainly made up, with addresses at example.org."""
