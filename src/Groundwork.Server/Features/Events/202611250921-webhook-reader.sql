-- Webhooks are told of what happens from now on: their reader begins behind what is there.
INSERT INTO outbox_reader (name, tx, seq) SELECT 'webhooks', tx, seq FROM outbox ORDER BY tx DESC, seq DESC LIMIT 1;
