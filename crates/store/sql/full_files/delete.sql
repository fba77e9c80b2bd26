DELETE FROM full_files WHERE item = $1 AND format = $2 AND made_on = $3
