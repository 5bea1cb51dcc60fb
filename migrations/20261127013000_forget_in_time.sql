-- What is not needed any more goes: the contact of a reporter, refused reports, read messages, what was carried, imports and jobs that are through.
-- The server's own role sweeps once a day by data/keeping.json; the walls let it delete nothing sooner than this, and nothing else at all.
ALTER TABLE tip ADD COLUMN contact_erased_at timestamptz, ADD CONSTRAINT tip_contact_erased CHECK (contact_erased_at IS NULL OR NOT has_contact);

CREATE POLICY seen_to_forget ON tip_contact FOR SELECT TO register_web USING (true);
CREATE POLICY forgotten_in_time ON tip_contact FOR DELETE TO register_web
    USING (EXISTS (SELECT FROM tip p WHERE p.district_id = tip_contact.district_id AND p.id = tip_contact.tip_id AND p.state NOT IN ('waiting', 'contested') AND p.answered_at < now() - interval '30 days'));
CREATE POLICY forgotten_in_time ON tip FOR UPDATE TO register_web
    USING (has_contact AND state NOT IN ('waiting', 'contested') AND answered_at < now() - interval '30 days') WITH CHECK (NOT has_contact AND contact_erased_at = now());
CREATE POLICY refused_long_ago ON tip FOR DELETE TO register_web USING (state IN ('declined', 'abuse') AND NOT has_contact AND answered_at < now() - interval '90 days');
-- Never what somebody has to reach: not a word of the contact is readable here.
GRANT SELECT (district_id, tip_id), DELETE ON tip_contact TO register_web;
GRANT SELECT (id, state, answered_at, has_contact), UPDATE (has_contact, contact_erased_at), DELETE ON tip TO register_web;
GRANT SELECT (district_id, tip_id) ON tip_mark TO register_web;

CREATE POLICY forgotten_in_time ON message FOR DELETE TO register_web USING (read_at < now() - interval '90 days');
GRANT SELECT (district_id, id), DELETE ON message TO register_web;
CREATE INDEX message_read ON message (read_at) WHERE read_at IS NOT NULL;

CREATE POLICY forgotten_in_time ON delivery AS RESTRICTIVE FOR DELETE TO register_web USING (coalesce(sent_at, failed_at) < now() - interval '90 days');
GRANT DELETE ON delivery TO register_web;
CREATE INDEX delivery_over ON delivery (coalesce(sent_at, failed_at)) WHERE sent_at IS NOT NULL OR failed_at IS NOT NULL;

CREATE POLICY forgotten_in_time ON job AS RESTRICTIVE FOR DELETE TO register_web USING (coalesce(done_at, failed_at) < now() - interval '30 days');
GRANT DELETE ON job TO register_web;

CREATE POLICY seen_to_forget ON risk_import FOR SELECT TO register_web USING (true);
CREATE POLICY forgotten_in_time ON risk_import FOR DELETE TO register_web USING (state <> 'running' AND created_at < now() - interval '30 days');
CREATE POLICY seen_to_forget ON risk_import_row FOR SELECT TO register_web USING (true);
CREATE POLICY forgotten_in_time ON risk_import_row FOR DELETE TO register_web
    USING (EXISTS (SELECT FROM risk_import i WHERE i.district_id = risk_import_row.district_id AND i.id = risk_import_row.import_id AND i.state <> 'running' AND i.created_at < now() - interval '30 days'));
GRANT SELECT (district_id, id, state, created_at), DELETE ON risk_import TO register_web;
GRANT SELECT (district_id, import_id), DELETE ON risk_import_row TO register_web;
