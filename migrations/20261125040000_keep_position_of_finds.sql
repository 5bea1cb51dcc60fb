-- Where the finder's phone says it was: claimed like the time of finding, and only when the finder adds it.
ALTER TABLE ticket ADD latitude_e6 integer CHECK (latitude_e6 BETWEEN -90000000 AND 90000000),
                   ADD longitude_e6 integer CHECK (longitude_e6 BETWEEN -180000000 AND 180000000),
                   ADD accuracy_m integer CHECK (accuracy_m >= 0),
                   ADD CONSTRAINT ticket_position_whole CHECK (num_nulls(latitude_e6, longitude_e6, accuracy_m) IN (0, 3));
GRANT INSERT (latitude_e6, longitude_e6, accuracy_m) ON ticket TO register_app;
