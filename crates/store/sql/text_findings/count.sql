SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT disclosure_id FROM text_findings WHERE agency_code = $1 AND kind = $2 AND standing LIMIT $3) found
