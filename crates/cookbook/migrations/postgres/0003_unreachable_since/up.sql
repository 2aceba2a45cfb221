ALTER TABLE cookbook_tasks ADD COLUMN unreachable_since BIGINT;
UPDATE cookbook_tasks SET unreachable_since = state_since WHERE NOT reachable;
ALTER TABLE cookbook_tasks DROP COLUMN reachable;
