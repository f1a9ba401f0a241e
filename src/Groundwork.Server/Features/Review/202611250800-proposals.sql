-- What was proposed when a verdict was given, so that what its reviewer changed can be told for ever. Null where nothing was changed: then it is what stands.
ALTER TABLE review ADD COLUMN proposal {json};
ALTER TABLE review ADD COLUMN proposal_segments {json};
-- Finds the few large ones without reading the others.
CREATE INDEX review_proposal_segments ON review (workspace, id) WHERE proposal_segments IS NOT NULL;
