ALTER TABLE cookbook_presets ADD COLUMN needs TEXT;
