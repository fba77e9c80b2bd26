DELETE FROM looks WHERE disclosure_id = $1
