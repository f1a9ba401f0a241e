-- Which of an import's files an item came from, and the path inside it where that file is an archive or a folder.
ALTER TABLE item ADD COLUMN import_file BIGINT;
ALTER TABLE item ADD COLUMN import_path TEXT;
-- Its keys come in no order: in SQLite every item that was added wrote a page of it anew, which halved the speed of an import.
DROP INDEX item_content;
CREATE INDEX import_workspace ON import (workspace, id);
