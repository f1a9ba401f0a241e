-- Answers, one row for each immutable revision, and the unfinished work kept apart from them.
-- immutable: annotation
CREATE TABLE annotation (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  project TEXT NOT NULL,
  task TEXT NOT NULL,
  assignment TEXT,
  author TEXT NOT NULL,
  author_kind TEXT NOT NULL,
  parent TEXT,
  revision BIGINT NOT NULL,
  ontology_version BIGINT NOT NULL,
  body {json},
  segments {json},
  hash TEXT NOT NULL,
  started BIGINT,
  submitted BIGINT NOT NULL,
  active_ms BIGINT,
  late BIGINT NOT NULL,
  counted BIGINT NOT NULL,
  tx BIGINT NOT NULL
);
CREATE UNIQUE INDEX annotation_assignment ON annotation (assignment, revision);
CREATE UNIQUE INDEX annotation_author ON annotation (task, author, revision);
CREATE UNIQUE INDEX annotation_parent ON annotation (parent);
CREATE INDEX annotation_as_of ON annotation (project, tx);

CREATE TABLE draft_change (
  assignment TEXT NOT NULL,
  n BIGINT NOT NULL,
  workspace TEXT NOT NULL,
  change {json} NOT NULL,
  saved BIGINT NOT NULL,
  PRIMARY KEY (assignment, n)
);
