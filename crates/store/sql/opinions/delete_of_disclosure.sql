DELETE FROM opinions WHERE disclosure_id = $1
