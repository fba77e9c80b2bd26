SELECT
  CAST(COALESCE(SUM(CASE WHEN q.waits = 1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS waiting,
  CAST(COALESCE(SUM(CASE WHEN q.own = 1 AND q.due_on < $6 AND q.state <> 'scheduled' THEN 1 ELSE 0 END), 0) AS BIGINT) AS late,
  CAST(COALESCE(SUM(CASE WHEN q.own = 1 AND q.wrote = 1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS mine,
  CAST(COALESCE(SUM(CASE WHEN q.own = 1 AND q.wrote = 1 AND q.state = 'drafting' AND q.returned_reason IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS returned,
  CAST(COALESCE(SUM(CASE WHEN q.own = 1 AND q.state = 'scheduled' THEN 1 ELSE 0 END), 0) AS BIGINT) AS scheduled,
  CAST(COALESCE(SUM(q.own), 0) AS BIGINT) AS everything
FROM (
  SELECT w.state, w.due_on, w.returned_reason,
    CASE WHEN d.agency_code = $1 THEN 1 ELSE 0 END AS own,
    CASE WHEN w.drafted_by LIKE $2 THEN 1 ELSE 0 END AS wrote,
    CASE WHEN (d.agency_code = $1 AND (
        (w.state = 'drafting' AND CAST($3 AS BIGINT) = 1 AND (w.drafted_by LIKE $2 OR w.drafter = 'operator'))
        OR (w.state = 'submitted' AND CAST($4 AS BIGINT) = 1 AND w.drafted_by NOT LIKE $2 AND (o.id IS NULL OR '%"' || o.asked_by || '"%' <> $2))
        OR (w.state = 'screened' AND CAST($5 AS BIGINT) = 1 AND w.drafted_by NOT LIKE $2)
      ))
      OR (CAST($4 AS BIGINT) = 1 AND a.parent_code = $1 AND w.state = 'submitted' AND o.id IS NOT NULL)
      THEN 1 ELSE 0 END AS waits
  FROM working_versions w
  JOIN disclosures d ON d.id = w.disclosure_id
  JOIN agencies a ON a.code = d.agency_code
  LEFT JOIN opinions o ON o.disclosure_id = d.id AND o.answered_at IS NULL
  WHERE d.agency_code = $1 OR a.parent_code = $1
) q
