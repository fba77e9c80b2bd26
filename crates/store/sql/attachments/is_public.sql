SELECT COUNT(*) FROM attachment_uses u WHERE u.sha256 = $1 AND u.leaf_index < $2 AND NOT EXISTS (
  SELECT 1 FROM versions w WHERE w.disclosure_id = u.disclosure_id AND w.event = 'withdraw' AND w.leaf_index < $2
)
