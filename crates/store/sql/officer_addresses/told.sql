SELECT notice, subject FROM officer_told WHERE officer_id = $1
