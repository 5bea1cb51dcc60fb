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
