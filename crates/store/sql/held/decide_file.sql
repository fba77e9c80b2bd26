INSERT INTO held_decisions (item, agency_code, natural_key, fingerprint, decision, disclosure_id, decided_by, decided_at)
SELECT item, agency_code, natural_key, fingerprint, $3, NULL, $4, $5 FROM held_rows WHERE agency_code = $1 AND source = $2 AND natural_key IS NOT NULL
ON CONFLICT (item, natural_key, agency_code) DO UPDATE SET fingerprint = excluded.fingerprint, decision = excluded.decision, disclosure_id = excluded.disclosure_id, decided_by = excluded.decided_by, decided_at = excluded.decided_at
