SELECT COUNT(*) FROM requests WHERE agency_code = $1 AND (closed_on IS NULL OR state = 'publicity')
