-- A thread is also begun by somebody who judges: "member" is the annotator whom it concerns and whose seeing is noted, '' if it is among reviewers. It can be pinned to a part of a text.
ALTER TABLE issue ADD COLUMN member TEXT NOT NULL DEFAULT '';
UPDATE issue SET member = opened_by;
ALTER TABLE issue ADD COLUMN span_start BIGINT;
ALTER TABLE issue ADD COLUMN span_end BIGINT;
DROP INDEX issue_asker;
CREATE INDEX issue_member ON issue (workspace, member, state);
