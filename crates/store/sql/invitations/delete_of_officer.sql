DELETE FROM invitations WHERE officer_id = $1
