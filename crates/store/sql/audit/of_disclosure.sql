SELECT id, at, officer_id, officer_name, agency_code, action, disclosure_id, reason, detail FROM audit WHERE disclosure_id = $1 ORDER BY id
