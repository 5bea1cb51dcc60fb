# Words of responsibility: who controls what, naming many at once, handing over, the must-know card.
duties = Responsibility
duty-tabs = Arranged by
duty-by-person = By person
duty-by-tier = By tier
duty-by-title = By post
duty-table = Responsibility table, scrolls sideways
duty-lacking = Somebody is missing
duty-lacking-n = { $n ->
    [one] { $n } risk point has nobody; open it to name somebody
   *[other] { $n } risk points have nobody; open them to name somebody
 }
duty-none = Nobody answers for a risk point yet.
duty-person = Person
duty-people = People
duty-title = Post
duty-no-title = No post written
duty-tier = Tier
duty-tiers = At which tier
duty-needed = Risk points to control
duty-missing = Nobody named
duty-all = All
duty-away = No post here any more

# naming many at once
duty-tier-title = Responsible: { $a }
duty-tier-tabs = Another tier
duty-show-all = Show all risk points of this tier
duty-show-lacking = Show only those with nobody
duty-tier-none = No risk point needs this tier.
duty-tier-complete = Somebody is named for every risk point of this tier.
duty-name-person = Name whom
duty-name-hint = This person answers at this tier for every risk point ticked; whoever did before is replaced
duty-name-button = Name for the risk points ticked
duty-need-pick = Tick at least one risk point
duty-need-person = Choose whom to name
duty-already = The risk points ticked are theirs already
duty-stale = A risk point was changed or taken out of use since you opened the page, so none was changed. Your ticks are still below: compare them, then send again.

# handing over
duty-hand-over = Hand over
duty-hand-over-this = Hand over
duty-hand-over-lead = When somebody leaves or changes post: hand everything they answer for to somebody else in one act. Choose both, look at what goes over, then confirm.
duty-from = From
duty-to = To
duty-look = See what goes over
duty-what = { $a } to { $b }
duty-points = { $n ->
    [one] { $n } risk point
   *[other] { $n } risk points
 }
duty-points-none = No risk point to hand over.
duty-tickets = { $n ->
    [one] { $n } hidden danger being rectified
   *[other] { $n } hidden dangers being rectified
 }
duty-tickets-none = No hidden danger can go over.
duty-left = { $n ->
    [one] { $n } hidden danger cannot go over this way and stays
   *[other] { $n } hidden dangers cannot go over this way and stay
 }
duty-with-tickets = Hand over the hidden dangers too
duty-with-tickets-hint = The new person rectifies them; measures and deadlines stay
duty-reason = Why
duty-reason-hint = For example "moved to the teaching office". It is written into every record
duty-hand-over-button = Confirm and hand over
duty-need-from = Choose who hands over
duty-need-to = Choose who takes over
duty-same-person = Choose somebody else; nobody hands over to themselves
duty-need-reason = Say why
duty-nothing = There is nothing to hand over; look whether you chose the right person
duty-hand-over-stale = Something changed since you opened the page, so nothing was handed over yet. This is how it stands now: look, then confirm.

# the must-know card
duty-card = Must-know card
duty-card-of = Must-know card of { $a }
duty-card-lead = Print it, carry it, or put it up at the post.
duty-card-points = { $n ->
    [one] Answers for { $n } risk point
   *[other] Answers for { $n } risk points
 }
duty-card-none = Answers for no risk point at present.
duty-look-after = Duty and how often
duty-first-minutes = The first minutes

# records and messages
did-name-duty = named who answers for it
did-hand-over-duty = handed the duty over
flash-duty-named = The person was named.
flash-duties-handed = Handed over.
flash-duties-handed-some = Handed over. Some hidden dangers cannot go over this way; they are listed below.
duty-rounds = { $n ->
    [one] { $n } inspection plan
   *[other] { $n } inspection plans
}
duty-tasks = { $n ->
    [one] { $n } inspection not done
   *[other] { $n } inspections not done
}
