-- Passwords, sessions that one can see, roles in single projects, and what a key may do.

-- The name that a member signs in with, unique on the whole server, and what their password is checked against.
CREATE TABLE credential (
  login TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  member TEXT NOT NULL,
  shown TEXT NOT NULL,
  hash TEXT,
  changed BIGINT NOT NULL
);
CREATE INDEX credential_member ON credential (workspace, member);

-- Failed sign-ins, by sign-in name and by address, so that a restart or another node forgets none.
-- They come before anybody knows a workspace.
CREATE TABLE attempt (
  key TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  last BIGINT NOT NULL,
  until BIGINT NOT NULL
);
CREATE INDEX attempt_last ON attempt (last);

-- A login that ended keeps why until it would have expired, so that its browser can be told.
ALTER TABLE login ADD COLUMN seen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE login ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE login ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE login ADD COLUMN ended TEXT;
CREATE INDEX login_expires ON login (expires);

ALTER TABLE api_key ADD COLUMN scope TEXT NOT NULL DEFAULT 'all';
ALTER TABLE api_key ADD COLUMN expires BIGINT;

-- What a member may do in one project, where it isn't what they may do in the workspace.
CREATE TABLE project_role (
  project TEXT NOT NULL,
  member TEXT NOT NULL,
  workspace TEXT NOT NULL,
  role TEXT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (project, member)
);
CREATE INDEX project_role_member ON project_role (workspace, member);
