-- The import that an answer came in by; null if it was given here.
ALTER TABLE annotation ADD COLUMN import TEXT;
