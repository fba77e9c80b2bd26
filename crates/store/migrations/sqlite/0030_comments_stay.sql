-- What somebody said about a draft is never changed or deleted; who said it is, when its time is over.
CREATE TRIGGER comments_are_not_changed BEFORE UPDATE OF consultation_id, number, at, revision, clause, said ON comments BEGIN
  SELECT RAISE(ABORT, 'comments are never changed');
END;
CREATE TRIGGER comments_are_not_deleted BEFORE DELETE ON comments BEGIN
  SELECT RAISE(ABORT, 'comments are never deleted');
END;
CREATE TRIGGER consultation_events_are_not_changed BEFORE UPDATE ON consultation_events BEGIN
  SELECT RAISE(ABORT, 'events are never changed');
END;
CREATE TRIGGER consultation_events_are_not_deleted BEFORE DELETE ON consultation_events BEGIN
  SELECT RAISE(ABORT, 'events are never deleted');
END;
