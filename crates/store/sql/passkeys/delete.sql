DELETE FROM passkeys WHERE officer_id = $1 AND id = $2
