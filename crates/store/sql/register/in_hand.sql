SELECT CAST(
  (SELECT COUNT(*) FROM working_versions w JOIN disclosures d ON d.id = w.disclosure_id WHERE d.agency_code = $1)
  + (SELECT COUNT(*) FROM held_rows WHERE agency_code = $1)
  + (SELECT COUNT(*) FROM bulk_jobs WHERE agency_code = $1 AND state <> 'done') AS BIGINT)
