-- Long work that goes on by itself: what it is to do, how far it is, who works on it, what came of it.
CREATE TABLE job (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  project TEXT,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  facts {json} NOT NULL,
  options {json} NOT NULL,
  state TEXT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT,
  attempts BIGINT NOT NULL,
  place {json},
  made TEXT,
  figures {json},
  result {json},
  problem {json},
  by_member TEXT NOT NULL,
  created BIGINT NOT NULL,
  ended BIGINT,
  expires BIGINT,
  holder TEXT,
  held_until BIGINT
);
CREATE INDEX job_open ON job (created) WHERE ended IS NULL;
CREATE INDEX job_ended ON job (ended) WHERE ended IS NOT NULL;
CREATE INDEX job_workspace ON job (workspace, id);
