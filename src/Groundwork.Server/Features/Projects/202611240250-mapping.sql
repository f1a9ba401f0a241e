-- What the names of the version before are called in this one.
ALTER TABLE ontology ADD COLUMN mapping {json};
