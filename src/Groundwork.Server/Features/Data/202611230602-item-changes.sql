-- Items that were deleted together, so that they come back together.
CREATE TABLE deletion (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  dataset TEXT NOT NULL,
  by_member TEXT NOT NULL,
  at BIGINT NOT NULL,
  items BIGINT NOT NULL,
  undone BIGINT,
  purged BIGINT
);
CREATE INDEX deletion_due ON deletion (at) WHERE undone IS NULL AND purged IS NULL;
ALTER TABLE item ADD COLUMN deletion TEXT;
CREATE INDEX item_deletion ON item (deletion, ordinal) WHERE deletion IS NOT NULL;
ALTER TABLE dataset ADD COLUMN deleted_items BIGINT NOT NULL DEFAULT 0;
