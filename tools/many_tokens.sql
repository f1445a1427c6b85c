-- Days of a large hospital, made up inside PostgreSQL: for each doctor and day a session of eight slots and 50 tokens.
-- :days is how many days there are, the last of them :today. Departments, their policies and doctors are there already.
SELECT setseed(0.5);

INSERT INTO patient (name, name_key, phone, created_at)
SELECT 'Patient ' || n, 'patient ' || n, '+9190' || lpad(n::text, 8, '0'), now() FROM generate_series(1, 50000) AS n;

INSERT INTO department_day
  (department_id, service_day, policy_version_id, last_number, last_arrival, last_call, event_count, head)
SELECT version.department_id, (:today)::date - n, version.id, 200, 200, 0, 0, repeat('0', 64)
FROM generate_series(0, :days - 1) AS n CROSS JOIN policy_version AS version
ORDER BY n DESC, version.department_id;

INSERT INTO clinic_session (doctor_id, department_day_id, room, status, call_count)
SELECT doctor.id, day.id, doctor.room, 'closed', 50
FROM department_day AS day JOIN doctor ON doctor.department_id = day.department_id
ORDER BY day.id, doctor.id;

INSERT INTO slot
  (doctor_id, department_day_id, clinic_session_id, starts_at, ends_at, capacity, status, delay_minutes, taken,
   overflow, emergencies, completed, last_sequence)
SELECT session.doctor_id, day.id, session.id,
  (day.service_day + time '09:00' + n * interval '1 hour') AT TIME ZONE 'Asia/Kolkata',
  (day.service_day + time '10:00' + n * interval '1 hour') AT TIME ZONE 'Asia/Kolkata',
  7, 'COMPLETED', 0, 7, 0, 0, 7, 7
FROM clinic_session AS session JOIN department_day AS day ON day.id = session.department_day_id
CROSS JOIN generate_series(0, 7) AS n
ORDER BY session.id, n;

INSERT INTO token
  (department_day_id, number, patient_id, class, source, status, pool, doctor_id, slot_id, sequence, policy_version_id,
   arrival, rank, order_first, order_second, queue_rank, queue_first, queue_second, booked_at, arrived_at,
   arrived_event, called_at, first_called_at, first_called_event, started_at, completed_at, closed_at, call_count,
   version)
SELECT
  day, number, 1 + (number * 7919 + day * 104729) % 50000, class, source, status, 'slot:' || slot, doctor, slot, place,
  policy, number, 1, number, 0, 1, number, 0, starts_at - asked, arrived,
  extract(epoch FROM arrived - starts_at + interval '12 hours')::int, called, called,
  extract(epoch FROM called - starts_at + interval '12 hours')::int,
  CASE WHEN status = 'COMPLETED' THEN called + interval '1 minute' END,
  CASE WHEN status = 'COMPLETED' THEN called + interval '1 minute' + takes END,
  CASE WHEN status = 'COMPLETED' THEN called + interval '1 minute' + takes ELSE starts_at + asked / 50 END,
  CASE WHEN status = 'COMPLETED' THEN 1 ELSE 0 END, 4
FROM (
  SELECT made.*, CASE WHEN status = 'COMPLETED' THEN arrived + waits END AS called
  FROM (
    SELECT drawn.*,
      CASE WHEN chance < 0.08 THEN 'NO_SHOW' WHEN chance < 0.13 THEN 'CANCELLED'
           WHEN chance < 0.14 THEN 'DISPLACED' ELSE 'COMPLETED' END AS status,
      CASE WHEN chance < 0.13 THEN NULL
           ELSE starts_at + (place - 1) * interval '8 minutes' + (late - 0.5) * interval '40 minutes' END AS arrived
    FROM (
      SELECT slot.department_day_id AS day, slot.id AS slot, slot.doctor_id AS doctor, slot.starts_at, place,
        department_day.policy_version_id AS policy, random() AS chance, random() AS late,
        row_number() OVER (PARTITION BY slot.department_day_id ORDER BY slot.starts_at, place, slot.doctor_id) AS number,
        (ARRAY['EMERGENCY', 'PAID', 'FOLLOW_UP', 'ONLINE', 'WALK_IN'])[1 + floor(random() ^ 0.5 * 5)::int] AS class,
        (ARRAY['WALK_IN', 'ONLINE', 'STAFF', 'APP'])[1 + floor(random() * 4)::int] AS source,
        random() ^ 3 * interval '20 days' AS asked,
        -ln(1 - random()) * interval '25 minutes' AS waits, (4 + 8 * random()) * interval '1 minute' AS takes
      FROM slot JOIN department_day ON department_day.id = slot.department_day_id
      CROSS JOIN generate_series(1, 7) AS place
      WHERE slot.starts_at < (department_day.service_day + time '16:00') AT TIME ZONE 'Asia/Kolkata' OR place = 1
    ) AS drawn
  ) AS made
) AS whole
ORDER BY day, number;

-- One event of each token, and the loss of a place for one in fifty: other kinds are read by no report.
CREATE TEMP TABLE made AS
SELECT department_day_id, row_number() OVER (PARTITION BY department_day_id ORDER BY at, kind, token_id)::int AS position,
  at, 'user:1' AS actor, kind, token_id, slot_id, status_before, status_after, rule, facts, '{}' AS changes
FROM (
  SELECT department_day_id, booked_at AS at, 'booked' AS kind, id AS token_id, slot_id, NULL AS status_before,
    'BOOKED' AS status_after, 'room' AS rule, '{}' AS facts
  FROM token
  UNION ALL
  SELECT department_day_id, booked_at, 'displaced', id, slot_id, 'BOOKED', 'WAITING', 'displace',
    '{"by_class":"EMERGENCY","by_number":7}'
  FROM token WHERE class <> 'EMERGENCY' AND id % 50 = 0
) AS event;

CREATE INDEX ON made (department_day_id, position);

ANALYZE made;
