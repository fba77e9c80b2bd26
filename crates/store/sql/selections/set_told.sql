UPDATE sign_ups SET told = TRUE WHERE selection_id = $1 AND number = $2
