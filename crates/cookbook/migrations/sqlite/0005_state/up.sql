-- What runs is asked for every second, and what has ended is kept.
CREATE INDEX cookbook_tasks_by_state ON cookbook_tasks (state);
