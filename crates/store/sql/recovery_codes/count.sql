SELECT COUNT(*) FROM recovery_codes WHERE officer_id = $1
