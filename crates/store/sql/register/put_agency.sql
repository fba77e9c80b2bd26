INSERT INTO agencies (code, name, short_name, region_code, parent_code, level) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, short_name = excluded.short_name, region_code = excluded.region_code, parent_code = excluded.parent_code, level = excluded.level
