DELETE FROM saved_filters WHERE officer_id = $1 AND name = $2
