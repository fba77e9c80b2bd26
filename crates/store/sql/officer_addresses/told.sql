SELECT notice, subject, told_at FROM officer_told WHERE officer_id = $1
