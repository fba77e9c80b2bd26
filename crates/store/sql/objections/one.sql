SELECT id, number, office_code, agency_code, duty, owed, state, due_on, ending, late, disclosure_id, opened_on, closed_on, lock_version FROM objections WHERE id = $1
