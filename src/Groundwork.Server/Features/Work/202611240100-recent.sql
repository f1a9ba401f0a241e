-- A member's last tasks of one project, without passing by those of others.
CREATE INDEX assignment_recent_project ON assignment (project, member, ended) WHERE ended IS NOT NULL;
