DELETE FROM withdrawals WHERE disclosure_id = $1
