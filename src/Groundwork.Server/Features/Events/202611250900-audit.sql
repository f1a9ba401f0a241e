-- Each audit leaf says how its bytes are made, which project it is about and where the change came from. The address itself lies in a row beside
-- it that can be deleted; the leaf has only a salted hash. The tree is kept in full tiles of 256 hashes, each with what its lines are about.
-- immutable: audit_tile
ALTER TABLE audit_leaf ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE audit_leaf ADD COLUMN project TEXT;
ALTER TABLE audit_leaf ADD COLUMN via TEXT;
ALTER TABLE audit_leaf ADD COLUMN source TEXT;

CREATE TABLE audit_source (
  workspace TEXT NOT NULL,
  source TEXT NOT NULL,
  member TEXT NOT NULL,
  month BIGINT NOT NULL,
  address TEXT NOT NULL,
  salt {bytes} NOT NULL,
  PRIMARY KEY (workspace, source)
);
CREATE UNIQUE INDEX audit_source_member ON audit_source (workspace, member, month, address);

CREATE TABLE audit_tile (
  workspace TEXT NOT NULL,
  level BIGINT NOT NULL,
  number BIGINT NOT NULL,
  hashes {bytes} NOT NULL,
  root TEXT NOT NULL,
  words {bytes} NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (workspace, level, number)
);
ALTER TABLE audit_tree ADD COLUMN tiles BIGINT NOT NULL DEFAULT 0;
