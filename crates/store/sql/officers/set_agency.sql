UPDATE officers SET agency_code = $2 WHERE id = $1
