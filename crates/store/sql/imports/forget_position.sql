DELETE FROM import_positions WHERE source = $1
