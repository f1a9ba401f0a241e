-- Of an answer that came in with a snapshot: the id that it had there.
ALTER TABLE annotation ADD COLUMN origin TEXT;
