"""Tell people of what a run found that the one before had not: what calls for a notice, its text, and how it is sent."""
