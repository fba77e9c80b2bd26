UPDATE officer_told SET told_at = $4 WHERE officer_id = $1 AND notice = $2 AND subject = $3
