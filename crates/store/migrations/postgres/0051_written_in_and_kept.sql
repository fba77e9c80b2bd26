-- Who wrote in a sign-up that came by telephone, letter or visit; empty where the person did it.
ALTER TABLE sign_ups ADD COLUMN registered_by TEXT NOT NULL DEFAULT '';
-- Until when what was said in a case of public opinion is kept; none while it is open, and once it is gone. Those that were
-- closed before are kept for three years too.
ALTER TABLE public_opinions ADD COLUMN keep_until TEXT;
UPDATE public_opinions SET keep_until = CAST(CAST(SUBSTR(closed_at, 1, 4) AS INTEGER) + 3 AS TEXT) || SUBSTR(closed_at, 5, 6) WHERE closed_at IS NOT NULL;
CREATE INDEX public_opinions_kept ON public_opinions (keep_until) WHERE keep_until IS NOT NULL;
