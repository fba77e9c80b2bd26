SELECT name, query FROM saved_filters WHERE officer_id = $1 ORDER BY saved_at, name
