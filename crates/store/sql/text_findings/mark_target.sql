UPDATE text_findings SET standing = $2 WHERE target = $1
