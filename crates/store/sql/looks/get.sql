SELECT seen, seen_at FROM looks WHERE officer_id = $1 AND disclosure_id = $2
