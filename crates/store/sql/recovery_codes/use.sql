DELETE FROM recovery_codes WHERE officer_id = $1 AND code = $2
