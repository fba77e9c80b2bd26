SELECT disclosure_id FROM working_versions WHERE state = 'scheduled' AND scheduled_for <= $1 ORDER BY scheduled_for LIMIT 100
