-- Replies are forgotten in the order in which they were kept.
CREATE INDEX reply_at ON reply (at);
