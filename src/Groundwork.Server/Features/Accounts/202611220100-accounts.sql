-- Who is in a workspace and how they get in. Secrets are stored as hashes only.
CREATE TABLE workspace (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  created BIGINT NOT NULL
);

CREATE TABLE member (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  external TEXT,
  created BIGINT NOT NULL,
  seen BIGINT
);
CREATE INDEX member_workspace ON member (workspace, id);
CREATE UNIQUE INDEX member_external ON member (workspace, external);

CREATE TABLE link (
  hash TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  member TEXT NOT NULL,
  kind TEXT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  used BIGINT
);
CREATE INDEX link_member ON link (workspace, member);

CREATE TABLE login (
  hash TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  member TEXT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX login_member ON login (workspace, member);

CREATE TABLE api_key (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  member TEXT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  created BIGINT NOT NULL,
  used BIGINT
);
CREATE UNIQUE INDEX api_key_hash ON api_key (hash);
CREATE INDEX api_key_workspace ON api_key (workspace, id);
