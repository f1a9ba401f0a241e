-- The classes of the objects in an answer, a list as JSON, so that a list of tasks needs no documents; null where the answer is older than this column.
ALTER TABLE annotation ADD COLUMN classes TEXT;
CREATE INDEX annotation_classes ON annotation (task) WHERE classes <> '[]';
CREATE INDEX annotation_older ON annotation (task) WHERE classes IS NULL;
