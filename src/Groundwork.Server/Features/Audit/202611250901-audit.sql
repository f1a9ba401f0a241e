-- Public halves of the keys that checkpoints were signed with, and when the log was checked with what result.
-- immutable: audit_key
CREATE TABLE audit_key (
  workspace TEXT NOT NULL,
  public_key TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace, public_key)
);

CREATE TABLE audit_check (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  size BIGINT NOT NULL,
  root TEXT NOT NULL,
  faults BIGINT NOT NULL,
  by_member TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX audit_check_last ON audit_check (workspace, at);
