# The four-colour map: plans, marks, areas.

# Looking
map = Four-colour risk map
map-as-of = As of { $a }
map-edit = Edit
map-new = Add a plan
map-print = Print for the wall (A3)
map-print-note = To print, choose A3, landscape, and turn background graphics on.
map-plan = Plan
map-tabs = Campus, buildings and floors
map-scroll = Plan, scrolls sideways
map-drawn = Plan of { $a }. Press Tab to go through its risk points.
map-retired = This plan has been out of use since { $a }. It is kept; its risk points need a place on another plan.
map-lost = { $a } { $b } is not on any plan yet.
map-place-it = Place it now
map-no-marks = No risk points on this plan yet.
map-place-first = Place the first
map-unplaced = Risk points not on a plan
map-place-these = Place them
map-all-placed = Every risk point is on a plan.
map-legend = Legend
map-count = { $n ->
    [one] { $n } risk point
   *[other] { $n } risk points
}
map-all-levels = All levels
map-legend-note = An area has the colour of the gravest point in it: those marked inside, and those of the same area that are on no plan yet. Shape, numeral and hatch say the same as the colour, so the map can be read in black and white.
map-areas = Areas
map-points = { $n ->
    [one] { $n } point
   *[other] { $n } points
}
map-here = Risk points on the plan
map-all-points = Risk register
map-none-here = No risk points on the plan yet.
map-none-ticked = No risk points of the levels you ticked.
map-empty = The school has no plan yet.
map-empty-keeper = Upload a drawing of the campus or a floor, or a photo from above. No drawing at hand? Start with a blank grid and put the drawing in later; what you placed stays where it is.
map-empty-other = The safety officer or the principal uploads plans and places the risk points.
map-upload = Upload a plan
map-blank = Start with a blank grid

# The plan itself
map-first-name = Campus
map-new-title = Add a plan
map-new-button = Save and place points
map-about = Name and picture
map-about-title = Plan: { $a }
map-name = Name
map-name-hint = Shown on its tab, for example “Campus” or “Main building, 2nd floor”
map-building = Building
map-building-hint = For example “Block A”
map-floor = Floor
map-floor-hint = For example “2”
map-ordinal = Place among the tabs
map-ordinal-hint = The other plans move along
map-picture = Picture
map-picture-now = The picture now
map-picture-new = Another picture
map-picture-hint = JPEG, PNG or WebP, at most 10 MB. A photo, a screenshot or a scan will do; when and where a photo was taken is removed. Marks stay where they are.
map-blank-box = Start with a blank grid
map-blank-box-hint = Points can be placed without a picture; add one later
map-save = Save
map-retire = Take this plan out of use
map-retire-lead = For a building that is gone or a drawing that no longer holds. The plan is kept; its risk points are then on no plan.
map-retire-note = Why
map-retire-note-hint = For example “Old dormitory pulled down in July”
map-history = History
photo-alt-plan = Picture of { $a }

# Placing
map-edit-title = Edit: { $a }
map-edit-lead = Three ways, all equal: type a cell or percentages, click on the plan, or nudge with the arrows.
map-edit-done = Done, see the map
map-place-title = Place a risk point
map-point = Risk point
map-point-choose = Choose a risk point
map-group-unplaced = Not on a plan yet
map-group-here = On this plan
map-group-elsewhere = On another plan
map-at = Position
map-at-hint = A cell (such as C7, from A1 to { $a }), or percentages from the left and from the top (such as 42.5, 61)
map-do-place = Place
map-do-move = Move
map-do-off = Take off the plan
map-nudge = Nudge { $a }
map-left = Move left
map-up = Move up
map-down = Move down
map-right = Move right
map-step = Step
map-click-hint = Or choose the risk point, then click on the plan.
map-click-place = Click on the plan to place it there
map-draw = Draw an area
map-no-areas = No areas yet. Outline buildings, canteen and sports field; their colour follows the risk points inside.

# Areas
map-area = Area
map-draw-title = Draw an area
map-redraw-title = Change an area
map-draw-lead = Give 3 to 24 corners in order; the last is joined to the first.
map-area-name = Name of the area
map-area-name-hint = Written on the plan, for example “Canteen” or “Block A”
map-area-of = Area of the register it stands for
map-area-of-hint = Then points of that area that have no spot of their own, such as food poisoning, count for its colour
map-area-of-none = None
map-corners = Corners
map-corners-hint = Cells or percentages with spaces between, such as B2 D2 D5 B5 or 10,12 30,12 30,40. Cells run from A1 to { $a } and mean their middle
map-area-save = Save the area
map-area-look = Show it
map-area-undo = Remove the last corner
map-area-erase = Remove this area
map-click-corners = Or click the corners on the plan one after another; each click adds one. Save when it is right.
map-click-corner = Click on the plan to add a corner

# What each field wants
map-need-name = Say what the plan is called
map-name-taken = There is a plan of this name already; choose another name
map-plans-many = A school has at most { $a } plans; take one out of use first
map-need-picture = Choose a picture, or tick the blank grid
map-not-a-picture = This file cannot be taken. Choose a JPEG, PNG or WebP picture; save SVG, PDF or CAD drawings as PNG first
map-need-ordinal = Choose from 1 to { $a }
map-need-note = Say why
map-need-point = Choose a risk point
map-need-spot = Say where: a cell from A1 to { $a }, or percentages such as 42.5, 61
map-spot-unreadable = “{ $a }” is no position; type a cell such as C7 or two percentages such as 42.5, 61
map-spot-off = “{ $a }” is off the plan
map-spot-fine = “{ $a }” is too fine; use at most two decimals
map-not-placed = This risk point is not on this plan yet; place it first
map-nudged-off = One more step would leave the plan
map-need-area-name = Say what the area is called
map-need-corners = Give the corners of the area
map-corners-few = Only { $a }: an area needs at least 3 corners
map-corners-many = Too many corners; at most { $a }
map-corners-repeated = The same corner comes twice: { $a }
map-corners-flat = These corners lie on one line and enclose nothing
map-corners-crossing = Two sides of the area cross: { $a }

# Why not
map-refused = Not saved
map-see-now = See the map as it is now
map-refused-stale = Somebody changed this plan after you opened the form. What you typed is still below; compare, and save again if it is right.
map-refused-retired = This plan is out of use and cannot be changed.
map-refused-role = Only the school’s safety officer and principal change the map.
map-refused-many = This plan holds no more areas; remove one first.

# What was done
did-add-plan = added the plan
did-revise-plan = changed the plan
did-retire-plan = took the plan out of use
did-place-mark = placed on the plan
did-move-mark = moved on the plan
did-remove-mark = taken off the plan
did-draw-area = drew the area
did-redraw-area = changed the area
did-remove-area = removed the area

# Notes
flash-map-added = Plan saved. Now place the risk points.
flash-map-saved = Plan saved.
flash-map-retired = Plan taken out of use.
flash-map-placed = Placed on the plan.
flash-map-removed = Taken off the plan.
flash-map-drawn = Area saved.
flash-map-erased = Area removed.

# Links elsewhere
risks-map = Risk map
risk-on-map = On the map
