SELECT COUNT(*) FROM consultations WHERE agency_code = $1 AND ($2 AND (state IN ('returned', 'closed') OR state = 'open' AND closes_on < $4) OR $3 AND to_review)
