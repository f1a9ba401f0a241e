-- The queue. "open" is what a task still wants: wants - live leases - counted answers.
CREATE TABLE task (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  project TEXT NOT NULL,
  item TEXT NOT NULL,
  ordinal BIGINT NOT NULL,
  priority BIGINT NOT NULL,
  state TEXT NOT NULL,
  wants BIGINT NOT NULL,
  open BIGINT NOT NULL CHECK (open >= 0),
  answers BIGINT NOT NULL,
  returned BIGINT NOT NULL,
  created BIGINT NOT NULL
);
CREATE UNIQUE INDEX task_item ON task (project, item);
CREATE UNIQUE INDEX task_ordinal ON task (project, ordinal);
CREATE INDEX task_state ON task (project, state, ordinal);
CREATE INDEX task_queue ON task (project, priority, ordinal) WHERE open > 0;
CREATE INDEX task_returned ON task (project, priority, returned) WHERE open > 0 AND returned > 0;

-- One member's lease on one task. A slot is held while the lease lives or its answer counts, so the
-- two unique indexes are what makes a double lease impossible.
CREATE TABLE assignment (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  project TEXT NOT NULL,
  task TEXT NOT NULL,
  member TEXT NOT NULL,
  stage TEXT NOT NULL,
  slot BIGINT,
  state TEXT NOT NULL,
  leased BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  number BIGINT NOT NULL,
  ended BIGINT,
  reason TEXT,
  comment TEXT
);
CREATE UNIQUE INDEX assignment_slot ON assignment (task, slot) WHERE slot IS NOT NULL;
CREATE UNIQUE INDEX assignment_member ON assignment (task, member, stage);
CREATE INDEX assignment_live ON assignment (project, member, leased) WHERE state = 'leased';
CREATE INDEX assignment_due ON assignment (expires) WHERE state = 'leased';
CREATE INDEX assignment_recent ON assignment (member, ended);

-- How far a member has come through a project's queue at one priority: everything before is theirs
-- already or was taken by others, and what others gave back is found by its time of return.
CREATE TABLE queue_position (
  project TEXT NOT NULL,
  member TEXT NOT NULL,
  priority BIGINT NOT NULL,
  workspace TEXT NOT NULL,
  ordinal BIGINT NOT NULL,
  returned BIGINT NOT NULL,
  PRIMARY KEY (project, member, priority)
);

-- How far a project has turned its dataset's items into tasks; locked by whoever adds tasks.
CREATE TABLE feed (
  project TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  item_ordinal BIGINT NOT NULL,
  task_ordinal BIGINT NOT NULL
);

-- What one member did in one project; theirs alone, so that nobody waits for it and nothing needs counting.
CREATE TABLE tally (
  project TEXT NOT NULL,
  member TEXT NOT NULL,
  workspace TEXT NOT NULL,
  taken BIGINT NOT NULL,
  submitted BIGINT NOT NULL,
  day BIGINT NOT NULL,
  today BIGINT NOT NULL,
  PRIMARY KEY (project, member)
);
CREATE INDEX tally_member ON tally (workspace, member);

CREATE TABLE instructions_seen (
  project TEXT NOT NULL,
  member TEXT NOT NULL,
  workspace TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (project, member)
);
