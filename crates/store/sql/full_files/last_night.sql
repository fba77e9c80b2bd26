SELECT night, done_at FROM full_file_nights ORDER BY night DESC LIMIT 1
