-- A run that brings a project's answers to a version of its questions: how far it came, by the place of the last answer that it looked at.
CREATE TABLE answer_migration (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  project TEXT NOT NULL,
  version BIGINT NOT NULL,
  incomplete BIGINT NOT NULL,
  state TEXT NOT NULL,
  total BIGINT NOT NULL,
  looked BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  lost BIGINT NOT NULL,
  kept BIGINT NOT NULL,
  at_tx BIGINT NOT NULL,
  at_id TEXT NOT NULL,
  by_member TEXT NOT NULL,
  created BIGINT NOT NULL,
  ended BIGINT,
  held_until BIGINT NOT NULL
);
CREATE UNIQUE INDEX answer_migration_running ON answer_migration (project) WHERE state = 'running';
CREATE INDEX answer_migration_project ON answer_migration (project, created);
-- The version of the questions that unfinished work was done under.
ALTER TABLE draft_change ADD COLUMN ontology_version BIGINT;
