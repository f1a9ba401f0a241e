-- Who is told over HTTP what happened, what they are told, and how that went.
CREATE TABLE webhook (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  events {json} NOT NULL,
  projects {json} NOT NULL,
  secret TEXT NOT NULL,
  former_secret TEXT,
  former_until BIGINT,
  state TEXT NOT NULL,
  reason TEXT,
  heard BIGINT NOT NULL,
  failing_since BIGINT,
  not_before BIGINT,
  disabled BIGINT,
  created BIGINT NOT NULL,
  by_member TEXT NOT NULL,
  deleted BIGINT
);
CREATE INDEX webhook_workspace ON webhook (workspace, id);

CREATE TABLE webhook_delivery (
  seq {identity},
  id TEXT NOT NULL,
  workspace TEXT NOT NULL,
  webhook TEXT NOT NULL,
  source TEXT NOT NULL,
  event TEXT NOT NULL,
  project TEXT,
  body TEXT NOT NULL,
  created BIGINT NOT NULL,
  state TEXT NOT NULL,
  tries BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  due BIGINT,
  ended BIGINT,
  status BIGINT,
  problem TEXT
);
CREATE UNIQUE INDEX webhook_delivery_id ON webhook_delivery (id);
CREATE UNIQUE INDEX webhook_delivery_source ON webhook_delivery (webhook, source);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook, due, seq) WHERE due IS NOT NULL;
CREATE INDEX webhook_delivery_state ON webhook_delivery (webhook, state, seq);
CREATE INDEX webhook_delivery_list ON webhook_delivery (webhook, seq);
CREATE INDEX webhook_delivery_old ON webhook_delivery (created);

CREATE TABLE webhook_attempt (
  delivery TEXT NOT NULL,
  number BIGINT NOT NULL,
  workspace TEXT NOT NULL,
  at BIGINT NOT NULL,
  duration_ms BIGINT,
  status BIGINT,
  problem TEXT,
  reply TEXT NOT NULL,
  cut BIGINT NOT NULL,
  PRIMARY KEY (delivery, number)
);
