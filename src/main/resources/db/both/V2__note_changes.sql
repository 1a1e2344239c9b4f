-- Place of a note's latest change in the order of all arrivals and changes, which is the cursor of GET /notes; 0 for a note that never changed,
-- whose id is its place.
alter table note add column changed bigint default 0 not null;
