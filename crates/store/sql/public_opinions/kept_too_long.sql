SELECT id FROM public_opinions WHERE keep_until < $1 ORDER BY keep_until LIMIT $2
