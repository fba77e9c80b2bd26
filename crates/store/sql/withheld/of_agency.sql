SELECT id, agency_code, title, words, ground, article, listed_on, review_on, removed_on, reason, officer_name, changed FROM withheld WHERE agency_code = $1
ORDER BY CASE WHEN removed_on IS NULL THEN 0 ELSE 1 END, review_on, id
