-- More time asked for and given, a duplicate's original, and whoever saw the same: facts of the ticket, each a claim the ledger can be folded to.
ALTER TABLE ticket
    ADD merged_into  uuid,
    ADD also_ids     uuid[] NOT NULL DEFAULT '{}',        -- who saw the same after the reporter
    ADD asked_due_on date,                                 -- asked for, nothing has moved yet
    ADD asker_id     uuid REFERENCES person,
    ADD ask_reason   text CHECK (ask_reason <> ''),
    ADD ask_interim  text CHECK (ask_interim <> ''),
    ADD first_due_on date,                                 -- the deadline before it was extended
    ADD extended     smallint NOT NULL DEFAULT 0 CHECK (extended >= 0),
    ADD FOREIGN KEY (district_id, merged_into) REFERENCES ticket,
    ADD CONSTRAINT ticket_merged_is_duplicate CHECK (merged_into IS NULL OR (state = 'void' AND void_reason = 'duplicate' AND merged_into <> id)),
    ADD CONSTRAINT ticket_ask_whole CHECK (num_nulls(asked_due_on, asker_id, ask_reason, ask_interim) IN (0, 4)),
    ADD CONSTRAINT ticket_ask_while_rectifying CHECK (asked_due_on IS NULL OR (state = 'rectifying' AND asked_due_on > due_on)),
    ADD CONSTRAINT ticket_extended_from CHECK ((extended > 0) = (first_due_on IS NOT NULL) AND (first_due_on IS NULL OR first_due_on < due_on));
CREATE INDEX ticket_also ON ticket USING gin (also_ids) WHERE also_ids <> '{}';
GRANT UPDATE (merged_into, also_ids, asked_due_on, asker_id, ask_reason, ask_interim, first_due_on, extended) ON ticket TO register_app;
