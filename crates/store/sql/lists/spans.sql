SELECT disclosure_id, valid_from, valid_until, item, agency_code, entry, leaf_index, present FROM list_spans WHERE disclosure_id = $1 ORDER BY valid_from
