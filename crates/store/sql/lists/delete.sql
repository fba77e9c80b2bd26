DELETE FROM list_spans WHERE disclosure_id = $1
