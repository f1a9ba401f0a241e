-- What reviewers and adjudicators decided, one row for each verdict or for taking one back; and who looks at what now, with what they saw and have done so far.
-- immutable: review
CREATE TABLE review (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  project TEXT NOT NULL,
  task TEXT NOT NULL,
  number BIGINT NOT NULL,
  reviewer TEXT NOT NULL,
  stage TEXT,
  verdict TEXT NOT NULL,
  undoes TEXT,
  annotation TEXT,
  before {json} NOT NULL,
  objects {json} NOT NULL,
  rejected {json} NOT NULL,
  reason TEXT,
  comment TEXT,
  created BIGINT NOT NULL,
  tx BIGINT NOT NULL
);
CREATE UNIQUE INDEX review_number ON review (task, number);
CREATE UNIQUE INDEX review_undoes ON review (undoes);
CREATE INDEX review_annotation ON review (annotation);

CREATE TABLE review_claim (
  task TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  project TEXT NOT NULL,
  member TEXT NOT NULL,
  until BIGINT NOT NULL,
  seen {json} NOT NULL,
  draft {json}
);
CREATE INDEX review_claim_project ON review_claim (project, until);
