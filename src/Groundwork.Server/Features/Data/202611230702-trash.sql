-- A deleted dataset is kept for a while, out of sight; its name is free at once.
ALTER TABLE dataset ADD COLUMN deleted BIGINT;
ALTER TABLE dataset ADD COLUMN deleted_by TEXT;
ALTER TABLE dataset ADD COLUMN purged BIGINT;
DROP INDEX dataset_name;
CREATE UNIQUE INDEX dataset_name ON dataset (workspace, name) WHERE deleted IS NULL;
CREATE INDEX dataset_trash ON dataset (deleted) WHERE deleted IS NOT NULL AND purged IS NULL;
