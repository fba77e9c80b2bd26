SELECT id, item, agency_code, natural_key, fingerprint, index_no, title, issued_on, status, revision, leaf_index, first_published_at FROM disclosures WHERE index_no = $1
