-- Raw data as it came in: datasets, the imports that filled them, and their items.
CREATE TABLE dataset (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  name TEXT NOT NULL,
  created BIGINT NOT NULL,
  next_ordinal BIGINT NOT NULL
);
CREATE UNIQUE INDEX dataset_name ON dataset (workspace, name);

CREATE TABLE import (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  dataset TEXT NOT NULL,
  file_name TEXT NOT NULL,
  format TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size BIGINT NOT NULL,
  source TEXT NOT NULL,
  licence TEXT NOT NULL,
  mapping {json} NOT NULL,
  imported BIGINT NOT NULL,
  duplicates BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  state TEXT NOT NULL,
  errors {json} NOT NULL,
  by_member TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX import_dataset ON import (workspace, dataset, at);

CREATE TABLE item (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  dataset TEXT NOT NULL,
  ordinal BIGINT NOT NULL,
  external_id TEXT NOT NULL,
  modality TEXT NOT NULL,
  payload {json} NOT NULL,
  metadata {json} NOT NULL,
  import TEXT NOT NULL,
  import_row BIGINT NOT NULL,
  created BIGINT NOT NULL
);
CREATE UNIQUE INDEX item_external ON item (dataset, external_id);
CREATE UNIQUE INDEX item_ordinal ON item (dataset, ordinal);
