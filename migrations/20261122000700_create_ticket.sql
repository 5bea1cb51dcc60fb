-- Hidden dangers (隐患) found at a school and walked to closure. The row is the present; the ledger is how it came to be.
-- The checks below repeat the loop of ticket::rules, so that no statement of the runtime role can skip a step.
CREATE TABLE ticket (
    district_id     uuid NOT NULL REFERENCES org,
    id              uuid NOT NULL,
    school_id       uuid NOT NULL REFERENCES org,
    path            text NOT NULL COLLATE "C",
    number          text NOT NULL COLLATE "C",         -- 2026-0147, per school and year
    version         integer NOT NULL DEFAULT 1,
    waits_for       text CHECK (waits_for IN ('officer', 'verifier', 'principal', 'bureau', 'responsible')),   -- whose turn it is; NULL at the end
    state           text NOT NULL CHECK (state IN ('reported', 'confirmed', 'planning', 'rectifying', 'verifying', 'signing', 'accepting', 'closed', 'void')),
    grade           text NOT NULL CHECK (grade IN ('general', 'major')),
    category        text NOT NULL,
    title           text NOT NULL CHECK (title <> ''),
    description     text NOT NULL DEFAULT '',
    place           text NOT NULL CHECK (place <> ''),
    source          text NOT NULL CHECK (source IN ('snap', 'inspection', 'superior', 'public', 'warning')),
    risk_point_id   uuid,
    level           smallint CHECK (level BETWEEN 1 AND 4),   -- the risk point's when it was found
    inspection_id   uuid,
    found_at        timestamptz NOT NULL,              -- as claimed by the finder
    reported_at     timestamptz NOT NULL DEFAULT now(),
    acted_at        timestamptz NOT NULL DEFAULT now(),       -- of the last act, by the database's clock
    reporter_id     uuid NOT NULL REFERENCES person,
    on_the_spot     boolean NOT NULL DEFAULT false,
    confirmer_id    uuid REFERENCES person,
    void_reason     text CHECK (void_reason IN ('untrue', 'duplicate', 'not_ours')),
    -- the five fulfilments (五落实): responsible person, measures, funds, deadline, contingency
    responsible_id  uuid REFERENCES person,
    measures        text,
    planned_fen     bigint CHECK (planned_fen >= 0),
    due_on          date,
    contingency     text,
    assigner_id     uuid REFERENCES person,
    -- what was done
    rectifier_id    uuid REFERENCES person,
    done            text,
    spent_fen       bigint CHECK (spent_fen >= 0),
    verifier_id     uuid REFERENCES person,
    signer_id       uuid REFERENCES person,
    accepter_id     uuid REFERENCES person,
    closed_at       timestamptz,
    returned        smallint NOT NULL DEFAULT 0,       -- times it came back from verification, signature or the bureau
    reopened        smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, school_id, number),
    FOREIGN KEY (district_id, risk_point_id) REFERENCES risk_point,
    FOREIGN KEY (district_id, inspection_id) REFERENCES inspection,
    CONSTRAINT ticket_five_fulfilments CHECK (state NOT IN ('planning', 'rectifying') OR on_the_spot
        OR (responsible_id IS NOT NULL AND measures <> '' AND planned_fen IS NOT NULL AND due_on IS NOT NULL AND contingency <> '')),
    CONSTRAINT ticket_fulfilled_to_the_end CHECK (state NOT IN ('verifying', 'signing', 'accepting', 'closed') OR on_the_spot
        OR (responsible_id IS NOT NULL AND measures <> '' AND planned_fen IS NOT NULL AND due_on IS NOT NULL AND contingency <> '')),
    CONSTRAINT ticket_work_done CHECK (state NOT IN ('verifying', 'signing', 'accepting', 'closed') OR (rectifier_id IS NOT NULL AND done <> '' AND spent_fen IS NOT NULL)),
    CONSTRAINT ticket_verified CHECK (state NOT IN ('signing', 'accepting', 'closed') OR verifier_id IS NOT NULL),
    CONSTRAINT ticket_verified_by_another CHECK (verifier_id <> rectifier_id AND (responsible_id IS NULL OR verifier_id <> responsible_id)),
    CONSTRAINT ticket_signed CHECK (state NOT IN ('accepting', 'closed') OR signer_id IS NOT NULL),
    CONSTRAINT ticket_signed_by_another CHECK (signer_id <> rectifier_id AND (responsible_id IS NULL OR signer_id <> responsible_id)),
    CONSTRAINT ticket_major_accepted CHECK (state <> 'closed' OR grade <> 'major' OR accepter_id IS NOT NULL),
    CONSTRAINT ticket_planning_is_major CHECK (state NOT IN ('planning', 'accepting') OR grade = 'major'),
    CONSTRAINT ticket_spot_is_general CHECK (NOT on_the_spot OR grade = 'general'),
    CONSTRAINT ticket_closed_when CHECK ((state = 'closed') = (closed_at IS NOT NULL) AND (closed_at IS NULL OR closed_at = acted_at)),
    CONSTRAINT ticket_void_why CHECK ((state = 'void') = (void_reason IS NOT NULL)),
    CONSTRAINT ticket_waits CHECK ((state IN ('closed', 'void')) = (waits_for IS NULL))
);
CREATE INDEX ticket_school_open ON ticket (district_id, school_id, coalesce(due_on, DATE '9999-12-31'), id) WHERE state NOT IN ('closed', 'void');
CREATE INDEX ticket_district_open ON ticket (district_id, coalesce(due_on, DATE '9999-12-31'), id) WHERE state NOT IN ('closed', 'void');
CREATE INDEX ticket_open ON ticket (coalesce(due_on, DATE '9999-12-31'), id) WHERE state NOT IN ('closed', 'void');
CREATE INDEX ticket_school_all ON ticket (district_id, school_id, id DESC);
CREATE INDEX ticket_district_all ON ticket (district_id, id DESC);
CREATE INDEX ticket_risk_point ON ticket (district_id, risk_point_id) WHERE risk_point_id IS NOT NULL;
CREATE INDEX ticket_inspection ON ticket (district_id, inspection_id) WHERE inspection_id IS NOT NULL;
ALTER TABLE inspection_item ADD FOREIGN KEY (district_id, ticket_id) REFERENCES ticket;

ALTER TABLE ticket ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON ticket FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY reported_within_scope ON ticket FOR INSERT TO register_app
    WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), '')) AND state IN ('reported', 'verifying'));
CREATE POLICY acted_now ON ticket FOR UPDATE TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), ''))) WITH CHECK (acted_at = now());
GRANT SELECT,
      INSERT (district_id, id, school_id, path, number, waits_for, state, grade, category, title, description, place, source, risk_point_id, level, inspection_id,
              found_at, reporter_id, on_the_spot, rectifier_id, done, spent_fen),
      UPDATE (version, waits_for, state, grade, category, acted_at, on_the_spot, confirmer_id, void_reason, responsible_id, measures, planned_fen, due_on, contingency, assigner_id,
              rectifier_id, done, spent_fen, verifier_id, signer_id, accepter_id, closed_at, returned, reopened)
   ON ticket TO register_app;
