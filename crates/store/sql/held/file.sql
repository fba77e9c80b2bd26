SELECT source, MIN(file) AS file, MIN(item) AS item, COUNT(*) AS held FROM held_rows WHERE agency_code = $1 AND source = $2 GROUP BY source
