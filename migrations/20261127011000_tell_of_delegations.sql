-- A message may tell of a delegation instead of a hidden danger: that one was given, begins today, or ended early. Each once to each person.
ALTER TABLE message ALTER COLUMN ticket_id DROP NOT NULL, ADD COLUMN delegation_id uuid,
    ADD CONSTRAINT message_of_delegation FOREIGN KEY (district_id, delegation_id) REFERENCES delegation,
    ADD CONSTRAINT message_of_one CHECK (num_nonnulls(ticket_id, delegation_id) = 1),
    ADD CONSTRAINT message_delegation_once UNIQUE (district_id, delegation_id, person_id, deed);
GRANT INSERT (delegation_id) ON message TO register_app;
CREATE INDEX delegation_begins ON delegation (district_id, from_on) WHERE ended_at IS NULL;
