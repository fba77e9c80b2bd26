DELETE FROM screening_decisions WHERE disclosure_id = $1
