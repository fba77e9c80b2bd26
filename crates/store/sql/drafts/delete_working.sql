DELETE FROM working_versions WHERE disclosure_id = $1 AND lock_version = $2
