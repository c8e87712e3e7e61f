"""Training that others ran, regional workshops say, in somebody's record: with evidence, and apart from ours."""
