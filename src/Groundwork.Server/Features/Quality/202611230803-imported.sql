-- The import that a known answer came in by.
ALTER TABLE known_answer ADD COLUMN import TEXT;
