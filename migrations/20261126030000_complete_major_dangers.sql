-- What a major hidden danger carries: why it is one, its plan in six parts, temporary controls, who accepted it on site, and its listing by a
-- bureau (挂牌督办). Rows from before keep what they have: their checks bind from the next act on that needs them.
ALTER TABLE ticket
    ADD basis         text CHECK (basis IN ('criterion', 'count', 'judgement')),
    ADD criterion_ids uuid[] NOT NULL DEFAULT '{}',
    ADD causes        text,
    ADD harm          text,
    ADD goal          text,
    ADD materials     text,
    ADD bodies        text,
    ADD requirements  text,
    ADD controls      jsonb NOT NULL DEFAULT '[]',       -- see ticket::major::Control
    ADD out_of_use_on date,                              -- the place is closed to everybody since
    ADD visited_on    date,
    ADD members       text[] NOT NULL DEFAULT '{}',      -- who accepted it on site, by name
    ADD recurs_from   uuid,                              -- the closed one it repeats
    ADD signed_for    uuid REFERENCES person,            -- the principal whose deputy signed
    ADD listing                text CHECK (listing IN ('proposed', 'listed', 'requested', 'delisted', 'declined')),
    ADD listing_number         text COLLATE "C",
    ADD listing_bureau_id      uuid REFERENCES org,
    ADD listing_level          text CHECK (listing_level IN ('province', 'city', 'county', 'township')),
    ADD lister_id              uuid REFERENCES person,
    ADD listed_on              date,
    ADD listed_until           date,
    ADD supervisor_id          uuid REFERENCES person,
    ADD listing_filed_on       date,
    ADD listing_published_on   date,
    ADD delister_id            uuid REFERENCES person,
    ADD delisted_on            date,
    ADD FOREIGN KEY (district_id, recurs_from) REFERENCES ticket,
    ADD CONSTRAINT ticket_basis_is_major CHECK (basis IS NULL OR grade = 'major'),
    ADD CONSTRAINT ticket_plan_has_a_basis CHECK (state <> 'planning' OR basis IS NOT NULL) NOT VALID,
    ADD CONSTRAINT ticket_six_parts CHECK (num_nulls(causes, harm, goal, materials, bodies, requirements) IN (0, 6)),
    ADD CONSTRAINT ticket_six_parts_of_major CHECK (state <> 'planning' OR (causes <> '' AND harm <> '' AND goal <> '' AND materials <> '' AND bodies <> '' AND requirements <> '')) NOT VALID,
    ADD CONSTRAINT ticket_accepted_on_site CHECK ((cardinality(members) > 0) = (visited_on IS NOT NULL)),
    ADD CONSTRAINT ticket_accepted_by_two CHECK (state <> 'closed' OR grade <> 'major' OR cardinality(members) >= 2) NOT VALID,
    ADD CONSTRAINT ticket_in_use_after_all CHECK (out_of_use_on IS NULL OR state NOT IN ('closed', 'void')),
    -- A deputy (authorised, see delegation) signs nothing they verified themselves.
    ADD CONSTRAINT ticket_signed_by_a_deputy CHECK (signed_for IS NULL OR (signer_id IS NOT NULL AND signer_id <> signed_for AND signer_id <> verifier_id)),
    ADD CONSTRAINT ticket_recurs_from_another CHECK (recurs_from <> id),
    ADD CONSTRAINT ticket_listed_is_major CHECK (listing IS NULL OR listing IN ('delisted', 'declined') OR grade = 'major'),
    ADD CONSTRAINT ticket_listed_whole CHECK (num_nulls(listing_number, listing_bureau_id, listing_level, lister_id, listed_on, listed_until, supervisor_id)
        = CASE WHEN listing IN ('listed', 'requested', 'delisted') THEN 0 ELSE 7 END),
    ADD CONSTRAINT ticket_listed_to_a_deadline CHECK (listed_until >= listed_on AND listed_until <= listed_on + 366),
    -- On the list until the bureau took it off, by somebody who did not do the work.
    ADD CONSTRAINT ticket_listed_stays_open CHECK (state NOT IN ('closed', 'void') OR listing IS NULL OR listing IN ('delisted', 'declined')),
    ADD CONSTRAINT ticket_delisted_by CHECK ((listing IS NOT DISTINCT FROM 'delisted') = (delister_id IS NOT NULL) AND (delister_id IS NULL) = (delisted_on IS NULL)),
    ADD CONSTRAINT ticket_delisted_by_another CHECK (delister_id <> rectifier_id AND (responsible_id IS NULL OR delister_id <> responsible_id)),
    ADD CONSTRAINT ticket_listing_published CHECK ((listing_published_on IS NULL OR listed_on IS NOT NULL) AND (listing_filed_on IS NULL OR listed_on IS NOT NULL));
CREATE INDEX ticket_listing ON ticket (district_id, id DESC) WHERE listing IS NOT NULL;
CREATE INDEX ticket_recurs ON ticket (district_id, recurs_from) WHERE recurs_from IS NOT NULL;
CREATE UNIQUE INDEX ticket_listing_number ON ticket (listing_bureau_id, listing_number) WHERE listing_number IS NOT NULL;
GRANT INSERT (recurs_from),
      UPDATE (basis, criterion_ids, causes, harm, goal, materials, bodies, requirements, controls, out_of_use_on, visited_on, members, signed_for, listing, listing_number, listing_bureau_id, listing_level,
              lister_id, listed_on, listed_until, supervisor_id, listing_filed_on, listing_published_on, delister_id, delisted_on) ON ticket TO register_app;

-- A bureau's numbers of its listings.
ALTER TABLE counter DROP CONSTRAINT counter_kind_check, ADD CONSTRAINT counter_kind_check CHECK (kind IN ('ticket', 'inspection', 'risk_point', 'listing'));

-- The plan that asks every day whether a temporary control holds; its title is the question.
ALTER TABLE inspection_plan
    ADD control_of uuid,
    DROP CONSTRAINT inspection_plan_check,
    ADD CONSTRAINT inspection_plan_asks_one CHECK ((series IS NOT NULL)::int + (cardinality(points) > 0)::int + (control_of IS NOT NULL)::int = 1),
    ADD FOREIGN KEY (district_id, control_of) REFERENCES ticket;
CREATE INDEX inspection_plan_control ON inspection_plan (district_id, control_of) WHERE control_of IS NOT NULL;
GRANT INSERT (control_of) ON inspection_plan TO register_app;

-- Something that is not one's turn, but should be known: a bureau of a new major danger, a school of its listing.
ALTER TABLE message DROP CONSTRAINT message_kind_check, ADD CONSTRAINT message_kind_check CHECK (kind IN ('turn', 'outcome', 'ladder', 'notice'));
