SELECT id, agency_code, title, words, ground, article, listed_on, review_on, removed_on, reason, officer_name, changed FROM withheld WHERE removed_on IS NULL ORDER BY agency_code, id
