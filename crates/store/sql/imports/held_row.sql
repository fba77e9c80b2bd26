SELECT id, item, agency_code, natural_key, source, row_number, values_json, findings, held_at FROM held_rows WHERE id = $1
