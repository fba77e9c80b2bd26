SELECT r.id, r.disclosure_id, r.agency_code, r.revision, r.receipt, r.said, r.contact, r.sent_at, r.corrected_in, r.answer, r.answered_by, r.answered_by_name, r.answered_at, d.title, d.index_no, d.status, d.revision AS newest
FROM reports r
JOIN disclosures d ON d.id = r.disclosure_id
WHERE r.agency_code = $1 AND r.answered_at IS NULL AND r.id > $2
ORDER BY r.id
LIMIT $3
