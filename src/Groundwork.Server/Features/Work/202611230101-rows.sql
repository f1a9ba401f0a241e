-- What the table of tasks filters by: batches, and which rows changed since a commit number.
ALTER TABLE task ADD COLUMN batch TEXT;
ALTER TABLE task ADD COLUMN tx BIGINT NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN item_ordinal BIGINT NOT NULL DEFAULT 0;
CREATE INDEX task_tx ON task (project, tx);

CREATE TABLE batch (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  project TEXT NOT NULL,
  name TEXT NOT NULL,
  created BIGINT NOT NULL
);
CREATE UNIQUE INDEX batch_name ON batch (project, name);
