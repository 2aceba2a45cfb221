ALTER TABLE cookbook_tasks ADD COLUMN load TEXT;
