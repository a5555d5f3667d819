// Of which facts was this view derived? Fingerprints of eight bytes, one after the other.
// access read
// param view_id: STRING
// returns fingerprints
MATCH (view:DerivedView {view_id: $view_id})
RETURN view.fingerprints AS fingerprints
