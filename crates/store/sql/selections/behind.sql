SELECT s.id FROM selections s JOIN disclosures d ON d.id = s.id WHERE d.revision > s.revision ORDER BY s.id LIMIT $1
