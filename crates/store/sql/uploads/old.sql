SELECT id FROM uploads WHERE begun_at < $1 LIMIT 100
