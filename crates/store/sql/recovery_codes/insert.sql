INSERT INTO recovery_codes (officer_id, code) VALUES ($1, $2)
