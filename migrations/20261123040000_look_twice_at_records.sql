-- What on a record is worth a second look, found when it is submitted: questions to ask, not verdicts.
ALTER TABLE inspection ADD COLUMN looks jsonb NOT NULL DEFAULT '[]';
CREATE INDEX inspection_looks ON inspection (district_id, started_at DESC, id DESC) WHERE looks <> '[]';
GRANT UPDATE (looks) ON inspection TO register_app;
-- The same photo again: by its content, and by its likeness.
CREATE INDEX photo_source ON photo (district_id, school_id, source_sha256);
CREATE INDEX photo_likeness ON photo (district_id, school_id, likeness);
