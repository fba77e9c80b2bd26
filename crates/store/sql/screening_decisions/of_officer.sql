SELECT decisions FROM screening_decisions WHERE disclosure_id = $1 AND officer_id = $2
