-- What a school or its bureau asks of a body outside (公安, 消防, 卫健, 市场监管 …) about a hidden danger, and what that answered. Asked once, answered
-- once; what is asked again is another row.
CREATE TABLE referral (
    district_id uuid NOT NULL REFERENCES org,
    id          uuid NOT NULL,
    ticket_id   uuid NOT NULL,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    body        text NOT NULL CHECK (body IN ('police', 'fire', 'health', 'market', 'housing', 'traffic', 'utility', 'township', 'other')),
    name        text NOT NULL CHECK (name <> ''),        -- which one, and whom there
    asked       text NOT NULL CHECK (asked <> ''),
    asked_by    uuid NOT NULL REFERENCES person,
    asked_at    timestamptz NOT NULL DEFAULT now(),
    answer_by   date NOT NULL,
    reply       text CHECK (reply <> ''),
    replied_on  date,                                    -- the day on their letter, as told
    recorded_by uuid REFERENCES person,
    recorded_at timestamptz,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, ticket_id) REFERENCES ticket,
    CHECK (num_nulls(reply, replied_on, recorded_by, recorded_at) IN (0, 4))
);
CREATE INDEX referral_ticket ON referral (district_id, ticket_id, id);
CREATE INDEX referral_waiting ON referral (district_id, school_id, answer_by) WHERE reply IS NULL;
ALTER TABLE referral ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON referral FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY asked_within_scope ON referral FOR INSERT TO register_app
    WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')) AND asked_by = nullif(current_setting('app.person', true), '')::uuid);
CREATE POLICY answered_once ON referral FOR UPDATE TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), '')) AND reply IS NULL)
    WITH CHECK (recorded_at = now() AND recorded_by = nullif(current_setting('app.person', true), '')::uuid);
GRANT SELECT, INSERT (district_id, id, ticket_id, school_id, path, body, name, asked, asked_by, answer_by), UPDATE (reply, replied_on, recorded_by, recorded_at) ON referral TO register_app;
