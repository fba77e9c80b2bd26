SELECT COUNT(*) FROM requests WHERE agency_code = $1 AND purpose = 'information' AND applicant_digest = $2 AND lodged_on >= $3 AND (lodged_on < $4 OR (lodged_on = $4 AND id <= $5))
