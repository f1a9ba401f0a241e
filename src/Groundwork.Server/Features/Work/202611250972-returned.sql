-- A position stands between two tasks that were given back, also where many came back in the same moment.
ALTER TABLE lane_position ADD COLUMN returned_ordinal BIGINT NOT NULL DEFAULT 0;
DROP INDEX task_returned;
CREATE INDEX task_returned ON task (project, lane, priority, returned, ordinal) WHERE open > 0 AND returned > 0;
