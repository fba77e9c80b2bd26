SELECT id, item, agency_code, natural_key, fingerprint, index_no, title, issued_on, status, revision, leaf_index, first_published_at FROM disclosures
WHERE agency_code = $1 AND (first_published_at, id) < ($2, $3) AND revision > 0 ORDER BY first_published_at DESC, id DESC LIMIT $4
