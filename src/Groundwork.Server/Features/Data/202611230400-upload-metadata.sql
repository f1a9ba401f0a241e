-- What a client said about its file, as it said it: the protocol wants it told again.
ALTER TABLE upload ADD COLUMN metadata TEXT NOT NULL DEFAULT '';
CREATE INDEX upload_open ON upload (workspace) WHERE sha256 IS NULL;
