INSERT INTO screening_decisions (disclosure_id, officer_id, decisions, decided_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (disclosure_id, officer_id) DO UPDATE SET decisions = excluded.decisions, decided_at = excluded.decided_at
