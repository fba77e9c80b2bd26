SELECT disclosure_id FROM publicity_ends WHERE ends_on < $1 ORDER BY ends_on, disclosure_id LIMIT $2
