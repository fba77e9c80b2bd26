SELECT id, at, officer_id, officer_name, agency_code, action, disclosure_id, reason, detail, address, acting_for_id, acting_for_name, position, hash FROM audit WHERE disclosure_id = $1 ORDER BY id
