SELECT leaves FROM gathered WHERE id = 1
