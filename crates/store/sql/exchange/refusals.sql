SELECT r.disclosure_id, d.title, d.item, r.reason, r.received_at FROM credit_refusals r JOIN disclosures d ON d.id = r.disclosure_id
WHERE r.agency_code = $1 AND d.status <> 'withdrawn' ORDER BY r.received_at DESC, r.disclosure_id LIMIT $2
