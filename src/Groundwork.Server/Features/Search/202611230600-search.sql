-- Words of items, in pages that never change: a segment covers a stretch of a dataset's ordinals and is read once it is ready.
CREATE TABLE word_index (
  dataset TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  indexed BIGINT NOT NULL,
  segments BIGINT NOT NULL,
  holder TEXT NOT NULL,
  held_until BIGINT NOT NULL
);

CREATE TABLE word_segment (
  dataset TEXT NOT NULL,
  number BIGINT NOT NULL,
  workspace TEXT NOT NULL,
  start BIGINT NOT NULL,
  stop BIGINT NOT NULL,
  places BIGINT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (dataset, number)
);

CREATE TABLE word_page (
  dataset TEXT NOT NULL,
  segment BIGINT NOT NULL,
  first TEXT NOT NULL,
  workspace TEXT NOT NULL,
  body {bytes} NOT NULL,
  PRIMARY KEY (dataset, segment, first)
);

-- A filter with its order and columns, kept under a name for everybody who reads that project or dataset.
CREATE TABLE saved_view (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  target TEXT NOT NULL,
  name TEXT NOT NULL,
  filter {json} NOT NULL,
  sort TEXT NOT NULL,
  layout TEXT NOT NULL,
  columns {json} NOT NULL,
  by_member TEXT NOT NULL,
  created BIGINT NOT NULL
);
CREATE UNIQUE INDEX saved_view_name ON saved_view (workspace, target, name);
