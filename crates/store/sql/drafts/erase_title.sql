UPDATE disclosures SET title = '', fingerprint = NULL WHERE id = $1
