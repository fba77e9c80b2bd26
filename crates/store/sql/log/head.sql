SELECT h.assigned, c.checkpoint, c.size FROM log_head h JOIN log_checkpoint c ON c.id = h.id WHERE h.id = 1
