SELECT number FROM questionnaires WHERE once_digest = $1
