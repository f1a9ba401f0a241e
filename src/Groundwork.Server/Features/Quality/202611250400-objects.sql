-- What is believed about the objects of each task, in short: who asks for all of it has it computed from the answers and what was learned of the annotators.
ALTER TABLE resolution ADD COLUMN objects {json};
-- Whether the answers to the questions leave it open.
ALTER TABLE resolution ADD COLUMN disputed BIGINT NOT NULL DEFAULT 0;
CREATE TABLE object_fit (
  project TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  method TEXT NOT NULL,
  ontology_version BIGINT NOT NULL,
  model {json} NOT NULL,
  answers BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  done_tx BIGINT NOT NULL,
  done_id TEXT NOT NULL,
  at BIGINT NOT NULL
);
