-- What is asked about the items of a dataset. Every version of the questions is kept as it was.
CREATE TABLE project (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  name TEXT NOT NULL,
  dataset TEXT NOT NULL,
  instructions TEXT NOT NULL,
  redundancy BIGINT NOT NULL,
  method TEXT NOT NULL,
  ontology_version BIGINT NOT NULL,
  state TEXT NOT NULL,
  created BIGINT NOT NULL,
  by_member TEXT NOT NULL
);
CREATE UNIQUE INDEX project_name ON project (workspace, name);
CREATE INDEX project_dataset ON project (workspace, dataset);

-- immutable: ontology
CREATE TABLE ontology (
  project TEXT NOT NULL,
  version BIGINT NOT NULL,
  workspace TEXT NOT NULL,
  body {json} NOT NULL,
  hash TEXT NOT NULL,
  created BIGINT NOT NULL,
  by_member TEXT NOT NULL,
  PRIMARY KEY (project, version)
);
