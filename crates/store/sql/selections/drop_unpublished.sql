DELETE FROM selections WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM disclosures d WHERE d.id = $1 AND d.revision > 0)
