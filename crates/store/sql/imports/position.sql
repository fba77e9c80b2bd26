SELECT source, position, created, updated, unchanged, rejected, rejects_bytes FROM import_positions WHERE source = $1
