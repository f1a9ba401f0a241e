-- What is not ended yet stood in it as well, so that each task taken and each answer changed it.
DROP INDEX assignment_recent;
CREATE INDEX assignment_recent ON assignment (member, ended) WHERE ended IS NOT NULL;
