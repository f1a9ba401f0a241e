-- Tasks that are kept for certain people: such a task is in no lane (NULL) until each of them has answered, skipped or been taken off.
-- A reservation is waiting, begun (leased), held (the task is cancelled) or done. "wants_before" is what the task wanted without them.
ALTER TABLE task ADD COLUMN wants_before BIGINT;
CREATE TABLE reservation (
  task TEXT NOT NULL,
  member TEXT NOT NULL,
  workspace TEXT NOT NULL,
  project TEXT NOT NULL,
  lane TEXT NOT NULL,
  priority BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  state TEXT NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (task, member)
);
CREATE INDEX reservation_waiting ON reservation (project, member, lane, priority, ordinal) WHERE state = 'waiting';
CREATE INDEX reservation_of ON reservation (member, project, task) WHERE state <> 'done';

-- Whose reservations are to be freed, in one project or in all (''): they were paused, removed, or may not label any more.
CREATE TABLE reservation_release (
  member TEXT NOT NULL,
  project TEXT NOT NULL,
  workspace TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (member, project)
);

-- What a change of many tasks found, for whoever takes it back.
CREATE TABLE task_change (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  project TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX task_change_at ON task_change (at);
CREATE TABLE task_before (
  change TEXT NOT NULL,
  ordinal BIGINT NOT NULL,
  workspace TEXT NOT NULL,
  before {json} NOT NULL,
  PRIMARY KEY (change, ordinal)
);
