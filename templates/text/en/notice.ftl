# Words of the risk notice card and the risk notice board.

# the card
notice-card = Risk notice card
notice-cards = Risk notice cards
notice-print = Print
notice-print-cards = Print notice cards
notice-panel = Put it up on the spot. The code leads to the controls and the emergency steps, and to reporting a hidden danger.
notice-code-of = QR code: opens the notice card of { $a }
notice-cards-lead = { $n ->
    [one] { $n } card, one page of A5 landscape. Print it with your browser, margins "none".
   *[other] { $n } cards, each one page of A5 landscape. Print them with your browser, margins "none".
 }
notice-no-cards = No risk point matches.
notice-no-duty-line = The school's duty line is not set yet; it is missing on the card.
notice-choose = Print only some of them
notice-choose-button = Show only those ticked
notice-sheets = Notice cards, scrolls sideways
notice-accident = May lead to
notice-hazards = Hazards
notice-controls = Controls
notice-none-yet = Nothing written yet
notice-emergency = In an emergency
notice-no-steps = Leave first, then call for help.
notice-holder = Responsible
notice-nobody = Nobody named yet
notice-above = ; above them { $a }
notice-duty = . School duty line { $a }
notice-between = {"; "}
notice-scan = Scan for the controls and to report a hidden danger
notice-scan-more = The rest stands on that page
notice-numbers = Fire 119 · Ambulance 120 · Police 110 · Gas: the local number
notice-evaluated = Evaluated { $a }
notice-review = next review { $a }
notice-renew = Renew the QR code
notice-renew-lead = For a card that was lost, passed around or put up in the wrong place. Cards already printed stop working: print and put up the new one.
notice-renew-button = Renew, void the old card
notice-card-stale = This card was renewed a moment ago. Look at the card before you renew it again.

# after scanning
notice-for-staff = For the school's staff
notice-check = Check here
notice-see-point = Open the risk point
notice-staff-report = Staff: report a hidden danger
notice-what = What the risk is
notice-see-board = See the school's risk notice board
notice-no-card = This notice card is void
notice-no-card-text = Its code was renewed, or the risk point is out of use. Look for the new card on the spot, or ask the school.

# the board
notice-board = Risk notice board
notice-board-of = Risk notice board of { $a }
notice-as-of = As of { $a }
notice-counts = Risk points shown
notice-emergency-calls = Emergency calls
notice-report-by-duty = Call the school's duty line, or tell anybody of the staff
notice-board-empty = There is nothing to show at present.
notice-no-board = There is no such notice board
notice-no-board-text = The address may be wrong, or the school does not show its board. Ask the school.

# settings
notice-settings = Notice board settings
notice-settings-lead = Anybody can read the board without signing in, and the duty line is printed on every notice card. Personal telephone numbers, reporters and hidden dangers never appear on either.
notice-board-is-at = The board is open at
notice-duty-line = School duty line
notice-duty-line-hint = For example 0734-000 0000. The school's telephone, not a person's
notice-report-line = How to report a hidden danger
notice-report-line-hint = For example "call the duty line, or use the box at the gate"
notice-levels = Which risk points it shows
notice-levels-grave = Major and considerable risks (red, orange)
notice-levels-all = All risk points
notice-names = Name the persons responsible
notice-names-hint = Otherwise only their posts are shown, on scanned cards as well. Telephone numbers never are
notice-open = Open the board
notice-open-hint = Otherwise its address leads nowhere. Notice cards can still be scanned
notice-tips = Take reports of the public
notice-tips-hint = Parents and pupils may tell the school of a danger from a notice card or the board, without signing in. Only the safety officer, the principal and the bureau see it
notice-save = Save settings
notice-stale = Somebody changed the settings since you opened the form. What you typed is still below: compare it, then save.
notice-need-duty-line = Give the school's duty line before you open the board
notice-personal-phone = This is somebody's own telephone; give the school's
notice-need-levels = Choose which risk points it shows

# records and messages
did-set-notice = changed the notice board settings
did-renew-card = renewed the code of the notice card
ledger-subject-notice = Notice board
flash-notice-set = Settings saved.
flash-card-renewed = The code was renewed. Old cards no longer work: print the new one and put it up.
notice-listed = Major dangers under supervision
notice-listed-dates = listed { $a }, to be put right by { $b }
notice-delisted = delisted { $a }
