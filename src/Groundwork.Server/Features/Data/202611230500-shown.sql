-- The copy of a picture that browsers show, where the file as it came isn't one that they show upright.
ALTER TABLE asset ADD COLUMN shown TEXT;
ALTER TABLE asset ADD COLUMN shown_type TEXT;
