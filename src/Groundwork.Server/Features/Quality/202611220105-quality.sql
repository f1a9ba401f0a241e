-- What the system believes about each task, and about each annotator, as of the last fit.
CREATE TABLE resolution (
  task TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  project TEXT NOT NULL,
  method TEXT NOT NULL,
  body {json} NOT NULL,
  confidence DOUBLE PRECISION,
  answers BIGINT NOT NULL,
  computed BIGINT NOT NULL
);
CREATE INDEX resolution_confidence ON resolution (project, confidence, task);

CREATE TABLE fit (
  project TEXT NOT NULL,
  question TEXT NOT NULL,
  workspace TEXT NOT NULL,
  method TEXT NOT NULL,
  model {json} NOT NULL,
  as_of BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (project, question)
);

CREATE TABLE ability (
  project TEXT NOT NULL,
  question TEXT NOT NULL,
  member TEXT NOT NULL,
  workspace TEXT NOT NULL,
  model {json} NOT NULL,
  PRIMARY KEY (project, question, member)
);

CREATE TABLE known_answer (
  task TEXT NOT NULL,
  question TEXT NOT NULL,
  workspace TEXT NOT NULL,
  project TEXT NOT NULL,
  value {json} NOT NULL,
  PRIMARY KEY (task, question)
);
CREATE INDEX known_answer_project ON known_answer (project);
