SELECT id, item, agency_code, natural_key, fingerprint, source, file, row_number, values_json, findings, imported_by, lock_version, held_at FROM held_rows WHERE id = $1
