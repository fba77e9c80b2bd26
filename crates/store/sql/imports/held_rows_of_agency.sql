SELECT id, item, agency_code, natural_key, source, row_number, values_json, findings, held_at FROM held_rows WHERE agency_code = $1 ORDER BY held_at, row_number LIMIT 200
