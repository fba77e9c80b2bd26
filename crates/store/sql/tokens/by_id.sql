SELECT id, digest, name, agency_code, items, actions, made_by, drafted_by, made_at, expires_on, screened_by, approved_by, approved_at, used_at, revoked_at, lock_version FROM api_tokens WHERE id = $1
