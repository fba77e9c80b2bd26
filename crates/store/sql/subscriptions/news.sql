SELECT v.leaf_index, v.event, v.disclosure_id, v.content, d.index_no, d.status, d.agency_code
FROM subscription_news n JOIN versions v ON v.leaf_index = n.leaf_index JOIN disclosures d ON d.id = v.disclosure_id
WHERE n.subscription_id = $1 ORDER BY n.leaf_index
