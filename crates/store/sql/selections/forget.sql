UPDATE sign_ups SET person = NULL, mask = '', contact_digest = '' WHERE selection_id = $1 AND number = $2
