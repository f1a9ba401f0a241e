-- What happened. Rows are only added on the way; a leader folds counters and chains the audit log.
-- immutable: audit_leaf, event
CREATE TABLE audit_leaf (
  seq {identity},
  tx BIGINT NOT NULL,
  workspace TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  before_hash TEXT,
  after_hash TEXT,
  at BIGINT NOT NULL
);
CREATE INDEX audit_leaf_order ON audit_leaf (tx, seq);

CREATE TABLE event (
  workspace TEXT NOT NULL,
  position BIGINT NOT NULL,
  leaf BIGINT NOT NULL,
  leaf_hash TEXT NOT NULL,
  root_hash TEXT NOT NULL,
  PRIMARY KEY (workspace, position)
);
CREATE UNIQUE INDEX event_leaf ON event (leaf);

-- The complete subtrees of each workspace's audit tree, so that the next leaf costs a logarithm. Only the leader writes it.
CREATE TABLE audit_tree (
  workspace TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  peaks {json} NOT NULL
);

CREATE TABLE outbox (
  seq {identity},
  tx BIGINT NOT NULL,
  workspace TEXT NOT NULL,
  project TEXT,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  body {json} NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX outbox_order ON outbox (tx, seq);

CREATE TABLE counter_delta (
  seq {identity},
  workspace TEXT NOT NULL,
  project TEXT NOT NULL,
  name TEXT NOT NULL,
  delta BIGINT NOT NULL
);
CREATE INDEX counter_delta_project ON counter_delta (project, name);

CREATE TABLE counter (
  project TEXT NOT NULL,
  name TEXT NOT NULL,
  workspace TEXT NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY (project, name)
);

CREATE TABLE reply (
  workspace TEXT NOT NULL,
  member TEXT NOT NULL,
  key TEXT NOT NULL,
  route TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status BIGINT NOT NULL,
  body {json} NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace, member, key)
);

CREATE TABLE outbox_reader (
  name TEXT PRIMARY KEY,
  tx BIGINT NOT NULL,
  seq BIGINT NOT NULL
);

CREATE TABLE leader (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  token BIGINT NOT NULL,
  until BIGINT NOT NULL
);
