SELECT item, agency_code, natural_key, fingerprint, decision, disclosure_id, decided_by, decided_at FROM held_decisions WHERE item = $1 AND natural_key = $2 AND agency_code = $3
