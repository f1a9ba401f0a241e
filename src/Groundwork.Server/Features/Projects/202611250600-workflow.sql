-- Stages of review, who settles disputes, where rejected answers go; NULL is the default.
ALTER TABLE project ADD COLUMN workflow {json};
