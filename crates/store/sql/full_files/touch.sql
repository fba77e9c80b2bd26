UPDATE full_file_nights SET claimed_at = $2 WHERE night = $1
