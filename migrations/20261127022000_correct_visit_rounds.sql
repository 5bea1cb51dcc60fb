-- A round of visits can be corrected until its first visit has begun: what it is called, when it is, who goes along, and a note. Never the draw
-- itself, nor what it rests on.
ALTER TABLE visit_round
    ADD COLUMN note    text NOT NULL DEFAULT '',
    ADD COLUMN version integer NOT NULL DEFAULT 1;
CREATE POLICY corrected_before_it_begins ON visit_round FOR UPDATE TO register_app
    USING (path = nullif(current_setting('app.scope', true), '') AND closed_at IS NULL AND NOT EXISTS (SELECT FROM inspection i WHERE i.round_id = visit_round.id))
    WITH CHECK (path = nullif(current_setting('app.scope', true), '') AND closed_at IS NULL AND NOT EXISTS (SELECT FROM inspection i WHERE i.round_id = visit_round.id));
GRANT UPDATE (title, starts_on, ends_on, team, note, version) ON visit_round TO register_app;
