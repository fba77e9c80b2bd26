UPDATE withheld SET review_on = $3, removed_on = $4, reason = $5, officer_name = $6, changed = $7
WHERE id = $1 AND changed = $2
