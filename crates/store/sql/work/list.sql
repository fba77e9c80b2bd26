SELECT w.disclosure_id, w.state, w.lock_version, w.title, d.item, d.agency_code, d.revision, w.drafter, w.scheduled_for, w.returned_reason, w.updated_at, w.due_on,
  CASE WHEN w.state = 'screened' THEN w.screening END AS screening,
  CASE WHEN w.state = 'screened' THEN w.attachments END AS attachments,
  CAST(COUNT(*) OVER () AS BIGINT) AS total
FROM working_versions w
JOIN disclosures d ON d.id = w.disclosure_id
JOIN agencies a ON a.code = d.agency_code
LEFT JOIN opinions o ON o.disclosure_id = d.id AND o.answered_at IS NULL
WHERE (
    (d.agency_code = $1 AND (
      $7 = 'all'
      OR ($7 = 'late' AND w.due_on < $6 AND w.state <> 'scheduled')
      OR ($7 = 'mine' AND w.drafted_by LIKE $2)
      OR ($7 = 'returned' AND w.state = 'drafting' AND w.returned_reason IS NOT NULL AND w.drafted_by LIKE $2)
      OR ($7 = 'scheduled' AND w.state = 'scheduled')
      OR ($7 = 'waiting' AND (
        (w.state = 'drafting' AND CAST($3 AS BIGINT) = 1 AND (w.drafted_by LIKE $2 OR w.drafter = 'operator'))
        OR (w.state = 'submitted' AND CAST($4 AS BIGINT) = 1 AND w.drafted_by NOT LIKE $2 AND (o.id IS NULL OR '%"' || o.asked_by || '"%' <> $2))
        OR (w.state = 'screened' AND CAST($5 AS BIGINT) = 1 AND w.drafted_by NOT LIKE $2)
      ))
    ))
    OR ($7 = 'waiting' AND CAST($4 AS BIGINT) = 1 AND a.parent_code = $1 AND w.state = 'submitted' AND o.id IS NOT NULL)
  )
  AND ($8 = '' OR LOWER(w.title) LIKE $8 ESCAPE '\' OR LOWER(w.body) LIKE $8 ESCAPE '\' OR LOWER(w.values_json) LIKE $8 ESCAPE '\')
  AND ($9 = '' OR d.item = $9)
ORDER BY COALESCE(w.due_on, '9999-12-31'), w.updated_at DESC, w.disclosure_id
LIMIT $10 OFFSET $11
