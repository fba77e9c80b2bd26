-- What somebody said about a draft is never changed or deleted; who said it is, when its time is over.
CREATE FUNCTION refuse_change_of_comments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'comments and events are never changed';
END
$$;
CREATE TRIGGER comments_are_not_changed BEFORE UPDATE OF consultation_id, number, at, revision, clause, said OR DELETE ON comments FOR EACH ROW EXECUTE FUNCTION refuse_change_of_comments();
CREATE TRIGGER comments_are_not_emptied BEFORE TRUNCATE ON comments FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_comments();
CREATE TRIGGER consultation_events_are_not_changed BEFORE UPDATE OR DELETE ON consultation_events FOR EACH ROW EXECUTE FUNCTION refuse_change_of_comments();
CREATE TRIGGER consultation_events_are_not_emptied BEFORE TRUNCATE ON consultation_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_comments();
