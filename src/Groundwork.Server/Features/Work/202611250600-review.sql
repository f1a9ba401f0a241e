-- Review: the stage that a task waits for or has passed, and the annotation that a review made stand for it.
ALTER TABLE task ADD COLUMN stage BIGINT NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN reviewed TEXT;
CREATE INDEX task_judged ON task (project, state, id) WHERE state IN ('in_review', 'disputed');
