INSERT INTO withheld (id, agency_code, title, words, ground, article, listed_on, review_on, officer_name, changed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
