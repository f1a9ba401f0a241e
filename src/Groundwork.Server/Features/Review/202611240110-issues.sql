-- Questions about tasks: a thread pinned to an assignment, or to an object or place in it, open until somebody resolves it.
-- immutable: issue_comment
CREATE TABLE issue (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  project TEXT NOT NULL,
  task TEXT NOT NULL,
  assignment TEXT NOT NULL,
  opened_by TEXT NOT NULL,
  object TEXT,
  x DOUBLE PRECISION,
  y DOUBLE PRECISION,
  state TEXT NOT NULL,
  created BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  resolved_by TEXT,
  comments BIGINT NOT NULL,
  seen BIGINT NOT NULL
);
CREATE INDEX issue_assignment ON issue (assignment);
CREATE INDEX issue_task ON issue (task);
CREATE INDEX issue_project ON issue (project, state, changed, id);
CREATE INDEX issue_asker ON issue (workspace, opened_by, state);

CREATE TABLE issue_comment (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  issue TEXT NOT NULL,
  n BIGINT NOT NULL,
  author TEXT NOT NULL,
  body TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE UNIQUE INDEX issue_comment_place ON issue_comment (issue, n);
