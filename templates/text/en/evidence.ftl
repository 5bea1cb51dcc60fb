# Photos: why one was not taken.
photo-empty = This file is empty. Take the photo again or choose another
photo-too-large = The photo is too large: at most { $a } MB each
photo-heic = HEIC photos cannot be read. Set your camera to JPEG (“Most Compatible” on an iPhone) and take it again
photo-not-a-photo = This file is not a photo. Choose a JPEG, PNG or WebP
photo-too-many-pixels = The photo has too many pixels. Make it smaller or take another
photo-broken = The photo is damaged. Take it again or choose another
photo-moving = Moving pictures cannot be used. Choose a still photo
photo-too-many = Too many photos: at most 9. The rest were left out

photo-cover = Cover
photo-drop = Remove
photo-chosen-n = Chosen photo { $a }
photo-chosen = Photos chosen: { $a }
photo-cover-title = Cover a face
photo-cover-hint = Drag over a face or a name. What is covered is gone from the photo for good. By keyboard: arrows move a frame, with Shift they resize it, Enter covers.
photo-cover-picture = The photo to cover
photo-cover-use = Use this
photo-cover-undo = Undo one
photo-cover-leave = Leave as it was
photo-cover-first = Cover faces before it is kept
