UPDATE disclosures SET natural_key = NULL, fingerprint = NULL WHERE id = $1
