-- What a task was before it was cancelled, and which deletion of items took it along; what was given back, by ordinal.
ALTER TABLE task ADD COLUMN cancelled_from TEXT;
ALTER TABLE task ADD COLUMN cancelled_wants BIGINT;
ALTER TABLE task ADD COLUMN cancelled_by TEXT;
ALTER TABLE task ADD COLUMN withdrawn TEXT;
CREATE INDEX task_withdrawn ON task (withdrawn) WHERE withdrawn IS NOT NULL;
CREATE INDEX task_returned_ordinal ON task (project, priority, ordinal) WHERE open > 0 AND returned > 0;
