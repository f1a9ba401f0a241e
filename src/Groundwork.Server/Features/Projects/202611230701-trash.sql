-- A deleted project is kept for a while, out of sight; its name is free at once.
ALTER TABLE project ADD COLUMN deleted BIGINT;
ALTER TABLE project ADD COLUMN deleted_by TEXT;
ALTER TABLE project ADD COLUMN purged BIGINT;
DROP INDEX project_name;
CREATE UNIQUE INDEX project_name ON project (workspace, name) WHERE deleted IS NULL;
CREATE INDEX project_trash ON project (deleted) WHERE deleted IS NOT NULL AND purged IS NULL;
