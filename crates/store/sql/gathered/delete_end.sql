DELETE FROM publicity_ends WHERE disclosure_id = $1
