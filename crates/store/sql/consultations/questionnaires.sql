SELECT answers FROM questionnaires WHERE consultation_id = $1 ORDER BY number
