INSERT INTO officer_told (officer_id, notice, subject, told_at) VALUES ($1, $2, $3, $4)
