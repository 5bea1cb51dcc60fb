demo-tree = Setting up one city, three districts and 30 schools
demo-photos = Drawing the photos
demo-people = Adding people and posts
demo-history = Writing two terms of history
demo-schools-done = { $n } schools done
