SELECT leaves, rules FROM texts_checked WHERE id = 1
