# The principal's desk, and who signs in their place
nav-desk = To sign
desk = Desk
desk-none = Nothing waits to be signed.
desk-waiting = { $n ->
    [one] One waits for your signature.
   *[other] { $n } wait for your signature, overdue ones first.
}
desk-deputy = You sign for the principal these days.
desk-empty = All signed.
desk-whole = Open all of it
desk-more-photos = { $n ->
    [one] One more photo
   *[other] { $n } more photos
}
desk-reported = Reported by
desk-rectified = Put right by
desk-late = { $n ->
    [one] a day late
   *[other] { $n } days late
}
desk-verified = Verified by
desk-before = Before
desk-extended = { $n ->
    [one] given more time once
   *[other] given more time { $n } times
}
desk-decision = Your decision
desk-decide = Choose: sign or send back
desk-sign-small = It is closed
desk-sign-major-small = It goes to the bureau, who come and look
desk-back-small = Say what is missing; the deadline stays
desk-note = Note
desk-note-hint = Needed when you send it back.
desk-password = Your password
desk-password-hint = Confirms a signature; your name and the time are kept with it. Not needed to send back.
desk-do = Done, next one
desk-next = Next one first
desk-queue = Waiting
desk-others = Only you can do these
desk-close = Sign and close
desk-own = You had a part in it, so it is not yours to sign
desk-extension = Decide on more time
desk-plan = Put forward the plan of a major one
delegations = Signing for the principal
delegations-lead = While the principal is away, a named person signs for a time that is known beforehand. Whoever did or verified the work still does not sign it.
delegations-list = Given so far
delegations-none = Nobody has signed for the principal yet.
delegation-for = signs for { $a }
delegation-now = in force
delegation-later = later
delegation-over = over
delegation-ended = ended early
delegation-dates = { $a } to { $b }
delegation-end = End it now
delegation-give = Let somebody sign
delegation-deputy = Who
delegation-deputy-hint = Somebody with a post here.
delegation-from = From
delegation-to = To
delegation-to-hint = That day included, 92 days at most.
delegation-reason = Why
delegation-reason-hint = A training course, sick leave.
delegation-do = Let them sign
delegation-dates-wrong = From today on, for 92 days at most
delegation-oneself = Nobody signs for themselves
delegation-overlaps = Somebody signs on one of these days already
flash-delegated = Done. It ends by itself.
flash-delegation-ended = Ended.
did-delegate = let somebody sign for them
did-end-delegation = ended it early
ledger-subject-delegation = Signing for the principal
home-signed-by = { $a } signs for you
home-signs-for = You sign for { $a }
home-signs-until = until { $a }
