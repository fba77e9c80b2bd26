UPDATE versions SET content = NULL, internal = $2 WHERE disclosure_id = $1
