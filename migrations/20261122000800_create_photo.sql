-- Photos (evidence, 佐证). The picture itself is a file named by its content; a row says whose it is and what it shows.
-- A photo is first kept under a draft (the form's request id), so that a form that fails loses nothing.
CREATE TABLE photo (
    district_id   uuid NOT NULL REFERENCES org,
    id            uuid NOT NULL,
    school_id     uuid NOT NULL REFERENCES org,
    path          text NOT NULL COLLATE "C",
    draft_id      uuid NOT NULL,
    ticket_id     uuid,
    inspection_id uuid,
    item          smallint,
    moment        text NOT NULL CHECK (moment IN ('before', 'during', 'after', 'check')),
    sha256        bytea NOT NULL CHECK (length(sha256) = 32),        -- of the stored picture: its file name
    source_sha256 bytea NOT NULL CHECK (length(source_sha256) = 32), -- of what was sent, to notice the same photo twice
    likeness      bigint NOT NULL,                                   -- perceptual hash
    width         integer NOT NULL,
    height        integer NOT NULL,
    thumb_width   integer NOT NULL,
    thumb_height  integer NOT NULL,
    uploader_id   uuid NOT NULL REFERENCES person,
    uploaded_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, ticket_id) REFERENCES ticket,
    FOREIGN KEY (district_id, inspection_id) REFERENCES inspection
);
CREATE INDEX photo_ticket ON photo (district_id, ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX photo_inspection ON photo (district_id, inspection_id, item) WHERE inspection_id IS NOT NULL;
CREATE INDEX photo_draft ON photo (district_id, draft_id) WHERE ticket_id IS NULL AND inspection_id IS NULL;
ALTER TABLE photo ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON photo FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY kept_within_scope ON photo FOR INSERT TO register_app WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY attached_once ON photo FOR UPDATE TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), '')) AND ticket_id IS NULL) WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')));
GRANT SELECT, INSERT (district_id, id, school_id, path, draft_id, moment, sha256, source_sha256, likeness, width, height, thumb_width, thumb_height, uploader_id),
      UPDATE (ticket_id, inspection_id, item) ON photo TO register_app;
