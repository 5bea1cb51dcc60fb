-- A good answer may have to be shown: by a photo, a figure, a record. What it was shown by stays with the record once that is submitted.
DROP POLICY attached_once ON photo;
CREATE POLICY attached_once ON photo FOR UPDATE TO register_app
    USING (starts_with(path, nullif(current_setting('app.scope', true), '')) AND ticket_id IS NULL AND plan_id IS NULL
           AND NOT EXISTS (SELECT FROM inspection i WHERE i.district_id = photo.district_id AND i.id = photo.inspection_id AND i.submitted_at IS NOT NULL))
    WITH CHECK (starts_with(path, nullif(current_setting('app.scope', true), ''))
           AND (ticket_id IS NOT NULL OR NOT EXISTS (SELECT FROM inspection i WHERE i.district_id = photo.district_id AND i.id = photo.inspection_id AND i.submitted_at IS NOT NULL)));
