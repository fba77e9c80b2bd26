SELECT h.officer_id, o.name FROM case_handlers h JOIN officers o ON o.id = h.officer_id WHERE h.case_id = $1 AND h.agency_code = $2
