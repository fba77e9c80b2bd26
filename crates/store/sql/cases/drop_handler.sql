DELETE FROM case_handlers WHERE case_id = $1
