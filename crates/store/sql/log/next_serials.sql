INSERT INTO index_serials (agency_code, year, last) VALUES ($1, $2, $3)
ON CONFLICT (agency_code, year) DO UPDATE SET last = index_serials.last + excluded.last RETURNING last
