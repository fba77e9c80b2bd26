SELECT source, position, created, updated, unchanged, rejected FROM import_positions WHERE source = $1
