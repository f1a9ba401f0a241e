-- Which resolutions changed since a commit number.
ALTER TABLE resolution ADD COLUMN tx BIGINT NOT NULL DEFAULT 0;
CREATE INDEX resolution_tx ON resolution (project, tx);
