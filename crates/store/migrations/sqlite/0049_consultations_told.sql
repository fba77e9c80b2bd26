-- Up to which comment people who left an address were told that the outcome is public.
ALTER TABLE consultations ADD COLUMN told_to BIGINT NOT NULL DEFAULT 0;
CREATE INDEX consultations_untold ON consultations (id) WHERE published_on IS NOT NULL AND told_to < comments;
