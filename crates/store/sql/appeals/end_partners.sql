UPDATE appeal_partners SET ended = TRUE WHERE appeal_id = $1
