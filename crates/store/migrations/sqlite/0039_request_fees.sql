-- Which request of its applicant in a month one is (条例 第四十二条), and closed cases in which the applicant still waits for
-- what becomes of a wish (第四十四条).
CREATE INDEX requests_by_applicant ON requests (agency_code, applicant_digest, lodged_on);
CREATE INDEX requests_by_state ON requests (agency_code, state);
