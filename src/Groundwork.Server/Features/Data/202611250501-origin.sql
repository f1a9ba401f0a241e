-- Of an item that came in with a snapshot: where it was from there, as it stood in the file.
ALTER TABLE item ADD COLUMN origin {json};
