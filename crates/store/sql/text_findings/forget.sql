DELETE FROM text_findings WHERE disclosure_id = $1
