INSERT INTO held_decisions (item, agency_code, natural_key, fingerprint, decision, disclosure_id, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (item, natural_key, agency_code) DO UPDATE SET fingerprint = excluded.fingerprint, decision = excluded.decision, disclosure_id = excluded.disclosure_id, decided_by = excluded.decided_by, decided_at = excluded.decided_at
