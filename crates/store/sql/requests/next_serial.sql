INSERT INTO request_serials (agency_code, year, last) VALUES ($1, $2, 1)
ON CONFLICT (agency_code, year) DO UPDATE SET last = request_serials.last + 1 RETURNING last
