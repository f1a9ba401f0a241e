-- How many of the answers are predictions of models; null where nobody counted them apart.
ALTER TABLE snapshot ADD COLUMN predictions BIGINT;
