DELETE FROM held_decisions WHERE disclosure_id = $1
