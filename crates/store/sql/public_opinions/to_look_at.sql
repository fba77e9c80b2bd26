SELECT id FROM public_opinions WHERE next_look_at IS NOT NULL AND next_look_at <= $1 ORDER BY next_look_at, id LIMIT $2
