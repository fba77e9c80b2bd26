SELECT COUNT(*) FROM held_rows WHERE agency_code = $1
