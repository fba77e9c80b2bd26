INSERT INTO objection_serials (agency_code, year, last) VALUES ($1, $2, 1)
ON CONFLICT (agency_code, year) DO UPDATE SET last = objection_serials.last + 1 RETURNING last
