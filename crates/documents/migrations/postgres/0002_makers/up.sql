-- Who made a version: person, job, or token: and the token's name. Of older ones only the kind is known.
ALTER TABLE documents_versions ADD COLUMN made_by TEXT COLLATE "C" NOT NULL DEFAULT 'person';
UPDATE documents_versions SET made_by = 'token' WHERE source = 'ai';
