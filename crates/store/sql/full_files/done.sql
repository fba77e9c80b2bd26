UPDATE full_file_nights SET done_at = $2 WHERE night = $1
