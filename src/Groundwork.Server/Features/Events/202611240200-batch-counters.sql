-- Batches count the states of their tasks as projects do, under their own id; what can be given out to anybody is counted where it lies.
INSERT INTO counter (project, name, workspace, value)
  SELECT batch, 'state:' || state, workspace, count(*) FROM task WHERE batch IS NOT NULL GROUP BY batch, state, workspace;
INSERT INTO counter (project, name, workspace, value)
  SELECT batch, 'withdrawn', workspace, count(*) FROM task WHERE batch IS NOT NULL AND withdrawn IS NOT NULL GROUP BY batch, workspace;
INSERT INTO counter (project, name, workspace, value)
  SELECT coalesce(batch, project), 'free', workspace, count(*) FROM task WHERE state = 'available' GROUP BY coalesce(batch, project), workspace;
