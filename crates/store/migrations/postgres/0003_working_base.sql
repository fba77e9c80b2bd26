-- The revision a working version was begun from: whoever published another one in between is not overwritten.
ALTER TABLE working_versions ADD COLUMN base_revision BIGINT NOT NULL DEFAULT 0;
UPDATE working_versions SET base_revision = (SELECT d.revision FROM disclosures d WHERE d.id = working_versions.disclosure_id);
-- Erased disclosures, whose natural keys are digests: an import looks whether an item has any.
CREATE INDEX disclosures_erased ON disclosures (item) WHERE status = 'withdrawn' AND title = '';
