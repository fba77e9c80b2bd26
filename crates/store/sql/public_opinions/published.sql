SELECT p.id, p.draft_id, d.first_published_at FROM public_opinions p JOIN disclosures d ON d.id = p.draft_id WHERE p.draft_id IS NOT NULL AND d.first_published_at IS NOT NULL ORDER BY p.id LIMIT $1
