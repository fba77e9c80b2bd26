SELECT source, MIN(file) AS file, MIN(item) AS item, COUNT(*) AS held FROM held_rows WHERE agency_code = $1
GROUP BY source HAVING COUNT(*) > 1 ORDER BY held DESC, source LIMIT $2
