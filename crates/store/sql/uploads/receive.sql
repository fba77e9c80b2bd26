UPDATE uploads SET received = received + $3 WHERE id = $1 AND received = $2
