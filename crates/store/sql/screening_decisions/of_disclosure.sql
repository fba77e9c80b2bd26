SELECT officer_id, decisions FROM screening_decisions WHERE disclosure_id = $1 ORDER BY decided_at
