-- How many mistakes a review of the task is expected to mend: what is most worth looking at comes first.
ALTER TABLE resolution ADD COLUMN gain DOUBLE PRECISION NOT NULL DEFAULT 0;
UPDATE resolution SET gain = 1 - coalesce(confidence, 1);
