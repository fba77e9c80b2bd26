INSERT INTO public_opinion_serials (office_code, year, last) VALUES ($1, $2, 1)
ON CONFLICT (office_code, year) DO UPDATE SET last = public_opinion_serials.last + 1 RETURNING last
