SELECT CAST(COUNT(*) AS BIGINT)
FROM api_tokens
WHERE agency_code = $1 AND revoked_at IS NULL AND approved_by IS NULL AND expires_on >= $5 AND drafted_by NOT LIKE $2
  AND ((screened_by IS NULL AND CAST($3 AS BIGINT) = 1) OR (screened_by IS NOT NULL AND CAST($4 AS BIGINT) = 1))
