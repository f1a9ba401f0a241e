-- The latest verdicts of a project, for its overview.
CREATE INDEX review_as_of ON review (project, tx);
