DELETE FROM officer_told WHERE officer_id = $1 AND told_at < $2
