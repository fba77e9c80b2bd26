SELECT leaves FROM texts_checked WHERE id = 1
