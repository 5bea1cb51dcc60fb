demo-tree = Setting up one city, three districts and 30 schools
demo-photos = Drawing the photos
demo-people = Adding people and posts
demo-history = Writing two terms of history
demo-schools-done = { $n } schools done

# The areas on the plan of the demo campus.
demo-lot-classroom = Classrooms
demo-lot-stairs = Stairs and corridors
demo-lot-computer = Computers
demo-lot-lab = Laboratories
demo-lot-canteen = Canteen
demo-lot-library = Library
demo-lot-assembly = Hall
demo-lot-dorm = Dormitory
demo-lot-gate = West gate
demo-lot-sports = Sports field
demo-lot-clinic = Clinic
demo-lot-boiler-gas = Boilers
demo-lot-electrical = Power
demo-lot-outdoor = Playground
demo-lot-bus = School buses
demo-lot-water = Pond
demo-visits-past = Fire safety in autumn, unannounced
demo-visits-open = Heating and electricity in winter, unannounced
demo-visits-guest = Luo Jianjun
demo-visits-guest-unit = District fire service
demo-visits-summary = Four schools were visited; most keep their daily records well. What stood out is the upkeep of extinguishers and blocked escape routes, to be rectified in time. Another round will follow in winter.
