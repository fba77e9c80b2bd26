DELETE FROM held_rows WHERE agency_code = $1 AND source = $2
