UPDATE disclosures SET natural_key = $3, fingerprint = $4, index_no = $5, title = $6, issued_on = $7, status = $8, revision = $2 + 1, leaf_index = $9, first_published_at = $10
WHERE id = $1 AND revision = $2
