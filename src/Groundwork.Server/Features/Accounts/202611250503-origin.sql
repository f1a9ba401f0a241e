-- Of whom somebody stands for whose answers came in with a snapshot: the id and the kind that they had there.
ALTER TABLE member ADD COLUMN origin TEXT;
ALTER TABLE member ADD COLUMN origin_kind TEXT;
