SELECT o.id, d.first_published_at FROM objections o JOIN disclosures d ON d.id = o.disclosure_id WHERE o.state = 'decided' AND d.first_published_at IS NOT NULL ORDER BY o.id LIMIT $1
