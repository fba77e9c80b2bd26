SELECT COUNT(*) FROM public_opinions WHERE agency_code = $1 AND (closed_at IS NULL) = $2
