SELECT agency_code, region_code, kind, COUNT(*) AS number FROM appeals
WHERE closed_on IS NULL AND due_on < $1 GROUP BY agency_code, region_code, kind
