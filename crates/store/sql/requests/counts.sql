SELECT applicant_kind, ended AS outcome, carried_over, COUNT(*) AS number FROM (
SELECT applicant_kind, CASE WHEN closed_on < $3 THEN outcome END AS ended, CASE WHEN lodged_on < $2 THEN TRUE ELSE FALSE END AS carried_over
FROM requests WHERE agency_code = $1 AND purpose = 'information' AND lodged_on < $3 AND (closed_on IS NULL OR closed_on >= $2)) counted
GROUP BY applicant_kind, ended, carried_over
