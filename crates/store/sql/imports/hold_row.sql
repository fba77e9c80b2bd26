INSERT INTO held_rows (id, item, agency_code, natural_key, source, row_number, values_json, findings, held_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (source, row_number) DO UPDATE SET values_json = excluded.values_json, findings = excluded.findings, held_at = excluded.held_at
