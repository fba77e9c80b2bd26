INSERT INTO officer_told (officer_id, notice, subject, told_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (officer_id, notice, subject) DO UPDATE SET told_at = excluded.told_at
