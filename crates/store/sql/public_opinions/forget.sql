UPDATE public_opinions SET title = $2, keep_until = NULL, lock_version = lock_version + 1 WHERE id = $1
