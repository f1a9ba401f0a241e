-- Finds the few answers with segments without reading the many without.
CREATE INDEX annotation_segments ON annotation (workspace, id) WHERE segments IS NOT NULL;
