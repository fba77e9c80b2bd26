SELECT id, office_code, agency_code, number, title, cluster_id, appeals, state, due_on, ending, late, disclosure_id, opened_on, closed_on, lock_version FROM supervisions WHERE id = $1
