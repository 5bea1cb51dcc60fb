-- Reports of the public (群众举报): somebody nobody knows tells a school what is dangerous, from the code of a notice card or from the notice
-- board. Quarantined until an officer answers. The third role, register_public, may from now on leave a report where a school takes them
-- (app.district, app.school, app.token as before), and follow the one whose receipt it holds (app.receipt, SHA-256 of the code in hex).
ALTER TABLE notice ADD COLUMN tips boolean NOT NULL DEFAULT true;      -- the school takes reports of the public; it does until it says no
GRANT UPDATE (tips) ON notice TO register_app;

CREATE TABLE tip (
    district_id   uuid NOT NULL REFERENCES org,
    id            uuid NOT NULL,
    school_id     uuid NOT NULL REFERENCES org,
    path          text NOT NULL COLLATE "C",
    receipt       bytea NOT NULL CHECK (length(receipt) = 32),         -- SHA-256 of the code; the code itself is nowhere
    risk_point_id uuid,                                                -- whose card was scanned; NULL from the board
    place         text NOT NULL CHECK (place <> ''),
    words         text NOT NULL CHECK (words <> ''),
    photos        uuid[] NOT NULL DEFAULT '{}' CHECK (cardinality(photos) <= 6),
    has_contact   boolean NOT NULL DEFAULT false,
    due_on        date NOT NULL,                                       -- by when an answer is promised
    received_at   timestamptz NOT NULL DEFAULT now(),
    state         text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'contested', 'accepted', 'known', 'declined', 'abuse')),
    version       integer NOT NULL DEFAULT 1,
    answer        text NOT NULL DEFAULT '',                            -- the school's words to the reporter
    reason        text CHECK (reason IN ('unfounded', 'not_ours', 'unclear', 'settled')),
    ticket_id     uuid,                                                -- what it became, or what was known already
    answerer_id   uuid REFERENCES person,
    answered_at   timestamptz,
    contest       text NOT NULL DEFAULT '',
    contested_at  timestamptz,
    contests      smallint NOT NULL DEFAULT 0 CHECK (contests BETWEEN 0 AND 3),
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, receipt),
    FOREIGN KEY (district_id, risk_point_id) REFERENCES risk_point,
    FOREIGN KEY (district_id, ticket_id) REFERENCES ticket,
    CONSTRAINT tip_answered CHECK (state IN ('waiting', 'contested') OR (answerer_id IS NOT NULL AND answered_at IS NOT NULL)),
    CONSTRAINT tip_became_a_ticket CHECK (state NOT IN ('accepted', 'known') OR ticket_id IS NOT NULL),
    CONSTRAINT tip_declined_in_words CHECK (state <> 'declined' OR (reason IS NOT NULL AND answer <> '')),
    CONSTRAINT tip_contested_when CHECK ((contests = 0) = (contested_at IS NULL))
);
CREATE INDEX tip_receipt ON tip (receipt);
CREATE INDEX tip_waiting ON tip (district_id, school_id, due_on, id) WHERE state IN ('waiting', 'contested');
CREATE INDEX tip_answered ON tip (district_id, school_id, answered_at DESC, id DESC) WHERE state NOT IN ('waiting', 'contested');
CREATE INDEX tip_ticket ON tip (district_id, ticket_id) WHERE ticket_id IS NOT NULL;

-- Pictures of a report, under the receipt of a form that may not have been sent yet. They become evidence only when an officer takes them over.
CREATE TABLE tip_photo (
    district_id   uuid NOT NULL REFERENCES org,
    id            uuid NOT NULL,
    school_id     uuid NOT NULL REFERENCES org,
    path          text NOT NULL COLLATE "C",
    receipt       bytea NOT NULL CHECK (length(receipt) = 32),
    sha256        bytea NOT NULL CHECK (length(sha256) = 32),
    source_sha256 bytea NOT NULL CHECK (length(source_sha256) = 32),
    likeness      bigint NOT NULL,
    width         integer NOT NULL,
    height        integer NOT NULL,
    thumb_width   integer NOT NULL,
    thumb_height  integer NOT NULL,
    sent_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, id)
);
CREATE INDEX tip_photo_receipt ON tip_photo (district_id, receipt);

-- How to reach a reporter who wanted to be reached. Apart from the report, so that no list can bring it along.
CREATE TABLE tip_contact (
    district_id uuid NOT NULL,
    tip_id      uuid NOT NULL,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    contact     text NOT NULL CHECK (contact <> ''),
    PRIMARY KEY (district_id, tip_id),
    FOREIGN KEY (district_id, tip_id) REFERENCES tip
);

-- A keyed hash of the address a report came from, for as long as abuse may have to be recognised: thirty days.
CREATE TABLE tip_mark (
    district_id uuid NOT NULL,
    tip_id      uuid NOT NULL,
    school_id   uuid NOT NULL REFERENCES org,
    path        text NOT NULL COLLATE "C",
    mark        bytea NOT NULL CHECK (length(mark) = 32),
    abuse       boolean NOT NULL DEFAULT false,
    at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (district_id, tip_id),
    FOREIGN KEY (district_id, tip_id) REFERENCES tip
);
CREATE INDEX tip_mark_abuse ON tip_mark (mark) WHERE abuse;
CREATE INDEX tip_mark_at ON tip_mark (at);

-- How often something was done within a span of time, by a keyed hash of who or where. Counted before anybody is known, like sign-in's failures.
CREATE TABLE tip_count (
    bucket  text PRIMARY KEY,
    kind    text NOT NULL,
    hits    integer NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX tip_count_ends ON tip_count (ends_at);
-- The key of those hashes, drawn once: two random UUIDs, 244 bits.
CREATE TABLE tip_key (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    key    bytea NOT NULL DEFAULT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')
);
INSERT INTO tip_key DEFAULT VALUES;

-- The ledger learns one more kind of subject. Others may have been added meanwhile, so the list is extended as it stands.
DO $$
DECLARE
    known text := (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'ledger_event'::regclass AND conname = 'ledger_event_subject_check');
BEGIN
    IF known IS NULL OR strpos(known, 'ARRAY[') = 0 THEN
        RAISE EXCEPTION 'ledger_event_subject_check is not a list: %', known;
    END IF;
    IF strpos(known, '''tip''') = 0 THEN
        ALTER TABLE ledger_event DROP CONSTRAINT ledger_event_subject_check;
        EXECUTE 'ALTER TABLE ledger_event ADD CONSTRAINT ledger_event_subject_check ' || replace(known, 'ARRAY[', 'ARRAY[''tip''::text, ');
    END IF;
END $$;

ALTER TABLE tip ENABLE ROW LEVEL SECURITY;
ALTER TABLE tip_photo ENABLE ROW LEVEL SECURITY;
ALTER TABLE tip_contact ENABLE ROW LEVEL SECURITY;
ALTER TABLE tip_mark ENABLE ROW LEVEL SECURITY;

-- Whether the school of these settings takes reports: by a card that is in use, unless the school said no; by its board, while that is open.
-- Runs as who asks, so the walls before it hold inside.
CREATE FUNCTION takes_tips(of_district uuid, of_school uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT of_district = nullif(current_setting('app.district', true), '')::uuid
       AND NOT EXISTS (SELECT FROM notice n WHERE n.district_id = of_district AND n.school_id = of_school AND NOT n.tips)
       AND (EXISTS (SELECT FROM risk_point r WHERE r.district_id = of_district AND r.school_id = of_school AND r.token = nullif(current_setting('app.token', true), '') AND r.retired_at IS NULL)
            OR EXISTS (SELECT FROM notice n WHERE n.district_id = of_district AND n.school_id = of_school AND n.open))
$$;

-- The public: leaves a report, follows its own, contests the answer. Nothing of the address or the contact can be read back.
CREATE POLICY left_by_the_public ON tip FOR INSERT TO register_public
    WITH CHECK (path = nullif(current_setting('app.school', true), '') AND receipt = decode(nullif(current_setting('app.receipt', true), ''), 'hex') AND takes_tips(district_id, school_id)
                AND (risk_point_id IS NULL OR EXISTS (SELECT FROM risk_point r WHERE r.district_id = tip.district_id AND r.id = tip.risk_point_id AND r.token = nullif(current_setting('app.token', true), ''))));
CREATE POLICY by_its_receipt ON tip FOR SELECT TO register_public
    USING (receipt = decode(nullif(current_setting('app.receipt', true), ''), 'hex'));
-- Within fifteen days of the answer, or of the end of the work.
CREATE POLICY contested_in_time ON tip FOR UPDATE TO register_public
    USING (receipt = decode(nullif(current_setting('app.receipt', true), ''), 'hex')
           AND ((state = 'declined' AND answered_at > now() - interval '15 days')
                OR (state IN ('accepted', 'known')
                    AND EXISTS (SELECT FROM ticket t WHERE t.district_id = tip.district_id AND t.id = tip.ticket_id AND t.state = 'closed' AND t.closed_at > now() - interval '15 days'))))
    WITH CHECK (receipt = decode(nullif(current_setting('app.receipt', true), ''), 'hex') AND state = 'contested' AND contested_at = now());
CREATE POLICY left_by_the_public ON tip_photo FOR INSERT TO register_public
    WITH CHECK (path = nullif(current_setting('app.school', true), '') AND receipt = decode(nullif(current_setting('app.receipt', true), ''), 'hex') AND takes_tips(district_id, school_id));
CREATE POLICY by_its_receipt ON tip_photo FOR SELECT TO register_public
    USING (receipt = decode(nullif(current_setting('app.receipt', true), ''), 'hex'));
CREATE POLICY left_with_the_report ON tip_contact FOR INSERT TO register_public
    WITH CHECK (EXISTS (SELECT FROM tip p WHERE p.district_id = tip_contact.district_id AND p.id = tip_contact.tip_id AND p.school_id = tip_contact.school_id AND p.path = tip_contact.path AND p.state = 'waiting'));
CREATE POLICY left_with_the_report ON tip_mark FOR INSERT TO register_public
    WITH CHECK (EXISTS (SELECT FROM tip p WHERE p.district_id = tip_mark.district_id AND p.id = tip_mark.tip_id AND p.school_id = tip_mark.school_id AND p.path = tip_mark.path AND p.state = 'waiting'));
-- Of the ticket it became: how far it is, and at the end the pictures of the repair.
CREATE POLICY of_a_followed_tip ON ticket FOR SELECT TO register_public
    USING (EXISTS (SELECT FROM tip p WHERE p.district_id = ticket.district_id AND p.ticket_id = ticket.id));
CREATE POLICY of_a_followed_tip ON photo FOR SELECT TO register_public
    USING (moment = 'after' AND EXISTS (SELECT FROM ticket t WHERE t.district_id = photo.district_id AND t.id = photo.ticket_id AND t.state = 'closed'));
GRANT SELECT (district_id, id, school_id, path, receipt, risk_point_id, place, words, photos, due_on, received_at, state, answer, ticket_id, answered_at, contested_at, contests),
      INSERT (district_id, id, school_id, path, receipt, risk_point_id, place, words, photos, has_contact, due_on),
      UPDATE (state, version, due_on, contest, contested_at, contests) ON tip TO register_public;
GRANT SELECT (version) ON tip TO register_public;
GRANT SELECT (district_id, id, receipt, sent_at),
      INSERT (district_id, id, school_id, path, receipt, sha256, source_sha256, likeness, width, height, thumb_width, thumb_height) ON tip_photo TO register_public;
GRANT INSERT ON tip_contact TO register_public;
GRANT INSERT (district_id, tip_id, school_id, path, mark) ON tip_mark TO register_public;
GRANT SELECT (district_id, id, state, closed_at) ON ticket TO register_public;
GRANT SELECT (district_id, ticket_id, moment, sha256, uploaded_at) ON photo TO register_public;

-- The school, and who stands above it.
CREATE POLICY within_scope ON tip FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
CREATE POLICY answered_now ON tip FOR UPDATE TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), ''))) WITH CHECK (answered_at = now());
CREATE POLICY within_scope ON tip_photo FOR SELECT TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
-- The contact: the school alone, and only in a transaction that has told the ledger so.
CREATE POLICY looked_up_on_record ON tip_contact FOR SELECT TO register_app
    USING (path = nullif(current_setting('app.scope', true), '')
           AND EXISTS (SELECT FROM ledger_event e WHERE e.district_id = tip_contact.district_id AND e.subject_id = tip_contact.tip_id AND e.act = 'see_contact' AND e.at = now()));
CREATE POLICY within_scope ON tip_mark TO register_app USING (starts_with(path, nullif(current_setting('app.scope', true), '')));
GRANT SELECT, UPDATE (state, version, answer, reason, ticket_id, answerer_id, answered_at) ON tip TO register_app;
GRANT SELECT ON tip_photo, tip_contact TO register_app;
GRANT SELECT (district_id, tip_id, school_id, path), UPDATE (abuse) ON tip_mark TO register_app;

-- The server before anybody is known: counts, recognises a mark that was abused, and forgets what is old. It cannot forget sooner.
CREATE POLICY recognised ON tip_mark FOR SELECT TO register_web USING (true);
CREATE POLICY forgotten_in_time ON tip_mark FOR DELETE TO register_web USING (at < now() - interval '30 days');
CREATE POLICY sent_or_not ON tip FOR SELECT TO register_web USING (true);
CREATE POLICY sent_or_not ON tip_photo FOR SELECT TO register_web USING (true);
CREATE POLICY never_sent ON tip_photo FOR DELETE TO register_web
    USING (sent_at < now() - interval '1 day'
           AND NOT EXISTS (SELECT FROM tip p WHERE p.district_id = tip_photo.district_id AND p.receipt = tip_photo.receipt AND tip_photo.id = ANY (p.photos)));
GRANT SELECT (mark, abuse, at), DELETE ON tip_mark TO register_web;
GRANT SELECT (district_id, receipt, photos) ON tip TO register_web;
GRANT SELECT (district_id, id, receipt, sent_at), DELETE ON tip_photo TO register_web;
GRANT SELECT, INSERT, UPDATE (hits, ends_at), DELETE ON tip_count TO register_web;
GRANT SELECT ON tip_key TO register_web;
