INSERT INTO full_file_nights (night, claimed_at) VALUES ($1, $2)
ON CONFLICT (night) DO UPDATE SET claimed_at = excluded.claimed_at WHERE full_file_nights.done_at IS NULL AND full_file_nights.claimed_at < $3
