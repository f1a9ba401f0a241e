-- First revisions have no parent, and nearly all answers are first revisions.
DROP INDEX annotation_parent;
CREATE UNIQUE INDEX annotation_parent ON annotation (parent) WHERE parent IS NOT NULL;
