-- Batches have a state, and are a part of the queue's order: a "lane" is a batch's tasks, or those of none ('').
ALTER TABLE batch ADD COLUMN state TEXT NOT NULL DEFAULT 'open';
ALTER TABLE batch ADD COLUMN priority BIGINT NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN deadline BIGINT;
ALTER TABLE batch ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN lane TEXT DEFAULT '';
UPDATE task SET lane = batch WHERE batch IS NOT NULL;
DROP INDEX task_queue;
DROP INDEX task_returned;
DROP INDEX task_returned_ordinal;
CREATE INDEX task_queue ON task (project, lane, priority, ordinal) WHERE open > 0;
CREATE INDEX task_returned ON task (project, lane, priority, returned) WHERE open > 0 AND returned > 0;
CREATE INDEX task_returned_ordinal ON task (project, lane, priority, ordinal) WHERE open > 0 AND returned > 0;

-- How far a member has come through a lane at one priority: everything before is theirs already or was taken by others, and
-- what others gave back is found by its time of return.
CREATE TABLE lane_position (
  project TEXT NOT NULL,
  member TEXT NOT NULL,
  lane TEXT NOT NULL,
  priority BIGINT NOT NULL,
  workspace TEXT NOT NULL,
  ordinal BIGINT NOT NULL,
  returned BIGINT NOT NULL,
  PRIMARY KEY (project, member, lane, priority)
);
INSERT INTO lane_position (project, member, lane, priority, workspace, ordinal, returned)
  SELECT project, member, '', priority, workspace, ordinal, returned FROM queue_position;
INSERT INTO lane_position (project, member, lane, priority, workspace, ordinal, returned)
  SELECT p.project, p.member, b.id, p.priority, p.workspace, p.ordinal, p.returned FROM queue_position p
  JOIN batch b ON b.project = p.project AND b.workspace = p.workspace;
DROP TABLE queue_position;
