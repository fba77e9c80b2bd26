UPDATE disclosures SET title = '', fingerprint = NULL, natural_key = $2 WHERE id = $1
