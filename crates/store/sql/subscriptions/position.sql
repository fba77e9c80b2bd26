SELECT leaves FROM dispatched WHERE id = 1
