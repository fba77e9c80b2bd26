DELETE FROM passkeys WHERE officer_id = $1
