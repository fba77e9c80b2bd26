INSERT INTO folder_imports (source, created, updated, unchanged, rejected, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (source) DO NOTHING
