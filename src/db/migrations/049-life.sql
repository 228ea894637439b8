-- Each judgement of an area looks for whatever else asks for one; during a dispatch a hundred thousand others wait beside it.
create index effect_assess on effect (area) where kind = 'assess';
