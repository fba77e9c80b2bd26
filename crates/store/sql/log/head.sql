SELECT assigned, checkpoint, size FROM log_head WHERE id = 1
