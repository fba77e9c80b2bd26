DELETE FROM message_texts WHERE message = $1
