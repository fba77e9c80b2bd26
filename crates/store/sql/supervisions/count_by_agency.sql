SELECT COUNT(*) FROM supervisions WHERE agency_code = $1 AND (closed_on IS NULL) = $2 AND state NOT IN ('proposed', 'returned') AND (ending IS NULL OR ending <> 'dropped')
