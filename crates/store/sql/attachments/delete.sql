DELETE FROM attachments WHERE sha256 = $1
