SELECT disclosure_id FROM drafted_once WHERE agency_code = $1 AND what = $2
