INSERT INTO list_spans (disclosure_id, valid_from, valid_until, item, agency_code, entry, leaf_index, present) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
